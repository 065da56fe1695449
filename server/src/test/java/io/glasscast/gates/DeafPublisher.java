package io.glasscast.gates;

import io.glasscast.hub.Publisher;

/// A publisher that does nothing about what it is asked for.
final class DeafPublisher implements Publisher {
    @Override
    public void requestKeyframe(long nowNanos) {}

    @Override
    public void dismissed(Dismissal why, long nowNanos) {}
}
