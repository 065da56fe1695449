package io.glasscast.gates;

import io.glasscast.kernel.Chance;

/// How long to wait between attempts: from a second, doubling to half a minute, each a little more or less, so that
/// outputs that lost a destination together do not come back together.
final class Backoff {
    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long LONGEST_NANOS = 30_000_000_000L;
    /// A fifth to both sides.
    private static final int JITTER_PERCENT = 20;

    private final Chance chance;
    private long nextNanos = FIRST_NANOS;

    Backoff(Chance chance) {
        this.chance = chance;
    }

    /// The wait before the next attempt, in nanoseconds.
    long next() {
        long wait = nextNanos;
        nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
        int percent = 100 - JITTER_PERCENT + chance.nextInt(2 * JITTER_PERCENT + 1);
        return Math.min(wait / 100 * percent, LONGEST_NANOS);
    }

    /// The destination proved good: begin at the first wait again.
    void reset() {
        nextNanos = FIRST_NANOS;
    }
}
