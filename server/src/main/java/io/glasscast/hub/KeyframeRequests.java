package io.glasscast.hub;

import io.glasscast.kernel.Machine;

/// Turns any number of wishes for a keyframe into few requests: one at once, then none for a while, then one more if
/// somebody still waits.
final class KeyframeRequests {
    private final long gapNanos;
    private long lastNanos;
    private boolean asked;
    private boolean wanted;

    KeyframeRequests(long gapNanos) {
        this.gapNanos = gapNanos;
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
        asked = true;
        wanted = false;
        return true;
    }

    long deadlineNanos() {
        if (!wanted) return Machine.NEVER;
        return asked ? lastNanos + gapNanos : Long.MIN_VALUE;
    }
}
