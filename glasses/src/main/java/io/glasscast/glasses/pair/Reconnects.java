package io.glasscast.glasses.pair;

import io.glasscast.kernel.Chance;

/// How often and when glasses try again after an uplink broke.
///
/// @param attempts    until they give up
/// @param firstNanos  before the first attempt
/// @param growth      how much longer each wait is than the one before
/// @param jitterNanos at most this is added to each wait, by chance, so that not all glasses of a server that was
///                    restarted come back in the same instant
record Reconnects(int attempts, long firstNanos, double growth, long jitterNanos) {
    private static final long MILLI = 1_000_000;

    /// Over WHIP: a steady three seconds.
    static final Reconnects STEADY = new Reconnects(3, 3_000 * MILLI, 1, 0);

    /// Over RTMP and SRT.
    static final Reconnects GROWING = new Reconnects(10, 1_000 * MILLI, 1.5, 300 * MILLI);

    /// How long to wait before an attempt.
    ///
    /// @param attempt from 1 on
    long delayNanos(int attempt, Chance chance) {
        long jitter = jitterNanos == 0 ? 0 : Long.remainderUnsigned(chance.nextLong(), jitterNanos + 1);
        return (long) (firstNanos * Math.pow(growth, attempt - 1)) + jitter;
    }
}
