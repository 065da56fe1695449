package io.glasscast.protocol.fmp4;

/// Ticks a second of a track's media time. Every conversion starts from absolute time and rounds once, so nothing
/// adds up however long a stream lives.
public record Timescale(int ticksPerSecond) {
    private static final long SECOND = 1_000_000_000L;

    /// The tick nearest to `nanos`. Exact over centuries: seconds are split off before they are multiplied.
    public long ticks(long nanos) {
        long seconds = Math.floorDiv(nanos, SECOND);
        long rest = Math.floorMod(nanos, SECOND);
        return seconds * ticksPerSecond + (rest * ticksPerSecond + SECOND / 2) / SECOND;
    }

    /// When `ticks` have passed, to the nearest nanosecond.
    public long nanos(long ticks) {
        long seconds = Math.floorDiv(ticks, (long) ticksPerSecond);
        long rest = Math.floorMod(ticks, (long) ticksPerSecond);
        return seconds * SECOND + (rest * SECOND + ticksPerSecond / 2) / ticksPerSecond;
    }
}
