package io.glasscast.protocol.rtp;

/// The abs-send-time extension's value: when a packet left its sender, 24 bits of seconds as 6.18 fixed point.
/// It wraps every 64 seconds and says nothing about whose clock it is; only differences mean something.
public final class AbsSendTime {
    private static final long WRAP_NANOS = 64_000_000_000L;

    private AbsSendTime() {}

    /// The value at `nowNanos`, on any clock.
    public static int of(long nowNanos) {
        return (int) ((Math.floorMod(nowNanos, WRAP_NANOS) << 18) / 1_000_000_000L) & 0xFF_FFFF;
    }

    /// From `earlier` to `later` in nanoseconds, the short way round: ±32 s.
    public static long nanosBetween(int earlier, int later) {
        int steps = (later - earlier) << 8 >> 8;
        return (steps * 1_000_000_000L) >> 18;
    }
}
