package io.glasscast.contract;

import java.time.Instant;
import java.util.Optional;

/**
 * Fields that any message may carry beside its own.
 *
 * @param sessionId   {@code <userId>-<packageName>} on app wires, the user on glasses wires
 * @param packageName which app speaks; only apps send it
 * @param timestamp   when it was written
 */
public record Envelope(Optional<String> sessionId, Optional<String> packageName, Optional<Instant> timestamp) {
    /** Nothing beside the message. */
    public static final Envelope NONE = new Envelope(Optional.empty(), Optional.empty(), Optional.empty());

    /** What the cloud writes around a message. */
    public static Envelope of(String sessionId, Instant timestamp) {
        return new Envelope(Optional.of(sessionId), Optional.empty(), Optional.of(timestamp));
    }

    /** Only the time. */
    public static Envelope at(Instant timestamp) {
        return new Envelope(Optional.empty(), Optional.empty(), Optional.of(timestamp));
    }

    /** What an app writes around a message. */
    public static Envelope of(String sessionId, String packageName, Instant timestamp) {
        return new Envelope(Optional.of(sessionId), Optional.of(packageName), Optional.of(timestamp));
    }
}
