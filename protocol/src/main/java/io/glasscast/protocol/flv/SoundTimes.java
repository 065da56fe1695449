package io.glasscast.protocol.flv;

/// Times of sound that follow its length instead of the publisher's rounding: packets of 21.33 ms come at 0, 21, 43
/// and 64 ms, and sound best without gaps between them.
final class SoundTimes {
    /// Rounding is off by less than a millisecond either way.
    private static final long ROUNDING_NANOS = 1_500_000;

    private static final long APART_NANOS = 100_000;

    private boolean started;
    private long expectedNanos;
    private long lastNanos;

    /// @param nanos         what the publisher says
    /// @param durationNanos of the packet; 0 when it is not known
    long next(long nanos, long durationNanos) {
        boolean rounded = started && Math.abs(nanos - expectedNanos) <= ROUNDING_NANOS;
        long time = rounded ? expectedNanos : nanos;
        if (started) time = Math.max(time, lastNanos + APART_NANOS);
        started = true;
        lastNanos = time;
        expectedNanos = time + durationNanos;
        return time;
    }
}
