package io.glasscast.sdk;

/** A registered handler. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Takes the handler away; calls that are already under way still come. Harmless when repeated. */
    @Override
    void close();
}
