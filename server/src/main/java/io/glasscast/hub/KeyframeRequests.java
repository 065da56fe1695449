package io.glasscast.hub;

import io.glasscast.kernel.Machine;

/// Turns any number of wishes for a keyframe into few requests: one at once, then none for a while, then one more if
/// somebody still waits.
final class KeyframeRequests {
    private final long gapNanos;
    private long lastNanos;
    private boolean wanted;

    KeyframeRequests(long gapNanos) {
        this.gapNanos = gapNanos;
        // The first is due at once: since the clock's beginning, for a driver reckons with what is due.
        this.lastNanos = -gapNanos;
    }

    /// Somebody cannot decode before the next keyframe.
    void want() {
        wanted = true;
    }

    /// A keyframe came in, which is what everybody waited for.
    void arrived() {
        wanted = false;
    }

    /// Whether a request has to go out now; counts it as sent.
    boolean take(long nowNanos) {
        if (nowNanos < deadlineNanos()) return false;
        lastNanos = nowNanos;
        wanted = false;
        return true;
    }

    long deadlineNanos() {
        return wanted ? lastNanos + gapNanos : Machine.NEVER;
    }
}
