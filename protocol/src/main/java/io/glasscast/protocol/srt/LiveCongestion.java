package io.glasscast.protocol.srt;

/// How fast to send in live mode (draft-sharabayko-srt-01 §5.1): as fast as the source is, with a quarter on
/// top for what has to be sent again.
///
/// Two things the draft leaves to its reader. A keyframe is many times larger than the pictures around it, and
/// paced by an average it would arrive too late: what waits to be sent for the first time leaves within a part
/// of the latency, whatever the average says. And the quarter is an account of its own, so that a path which
/// loses much gets no more of us than that, and never at the cost of what is new.
final class LiveCongestion {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;
    private static final double OVERHEAD = 0.25;
    /// 1 Gbit/s, until the source is known (§5.1.2).
    private static final long MAX_BYTES_PER_SECOND = 125_000_000;
    /// Sources of hardly anything: sound alone, a black picture.
    private static final long MIN_BYTES_PER_SECOND = 125_000;
    /// Of the latency, for a queue to drain.
    private static final int DRAIN_PART = 4;

    private static final long MIN_DRAIN = 5 * MILLISECOND;
    private static final long MAX_DRAIN = 100 * MILLISECOND;
    /// What a late timer may make up for at once.
    private static final long CATCH_UP = 5 * MILLISECOND;
    /// No timer is worth setting for less.
    private static final long GRAIN = MILLISECOND;
    /// What may be sent again at once after a quiet time: 64 packets, a burst of losses that live paths are
    /// known for.
    private static final long MIN_ALLOWANCE = 64L * SrtConnection.MAX_PAYLOAD;

    private final RateMeter input = new RateMeter();
    private final long drainNanos;
    private long nextNanos;
    private double allowance = MIN_ALLOWANCE;
    private long allowanceNanos;
    /// Bytes a second that the allowance grows by.
    private double refillRate = OVERHEAD * MIN_BYTES_PER_SECOND;

    LiveCongestion(long latencyNanos, long nowNanos) {
        drainNanos = Math.clamp(latencyNanos / DRAIN_PART, MIN_DRAIN, MAX_DRAIN);
        nextNanos = nowNanos;
        allowanceNanos = nowNanos;
    }

    /// The source handed over `bytes`.
    void submitted(int bytes, long nowNanos) {
        input.add(bytes, nowNanos);
    }

    /// Bytes a second of the source.
    long inputRate(long nowNanos) {
        return input.rate(nowNanos);
    }

    /// Whether a packet may leave now.
    boolean mayLeave(long nowNanos) {
        return nextNanos <= nowNanos + GRAIN;
    }

    /// When the next packet may leave.
    long nextNanos() {
        return nextNanos;
    }

    /// Whether a packet may be sent again now.
    boolean mayRepeat(int bytes, long nowNanos) {
        refill(nowNanos);
        return allowance >= bytes;
    }

    /// When a packet may be sent again.
    long nextRepeatNanos(int bytes) {
        if (allowance >= bytes) return nextNanos;
        return allowanceNanos + GRAIN + (long) ((bytes - allowance) * SECOND / refillRate);
    }

    /// A packet left.
    ///
    /// @param waiting bytes that have yet to leave for the first time
    void left(int bytes, boolean again, long waiting, long nowNanos) {
        if (again) allowance -= bytes;
        long drainRate = waiting * SECOND / drainNanos;
        long rate = Math.clamp(
                Math.max(drainRate, (long) (input.rate(nowNanos) * (1 + OVERHEAD))),
                input.rate(nowNanos) == 0 ? MAX_BYTES_PER_SECOND : MIN_BYTES_PER_SECOND,
                MAX_BYTES_PER_SECOND);
        nextNanos = Math.max(nextNanos, nowNanos - CATCH_UP) + bytes * SECOND / rate;
    }

    private void refill(long nowNanos) {
        refillRate = OVERHEAD * Math.max(input.rate(nowNanos), MIN_BYTES_PER_SECOND);
        double most = Math.max(MIN_ALLOWANCE, refillRate);
        allowance = Math.min(most, allowance + refillRate * (nowNanos - allowanceNanos) / SECOND);
        allowanceNanos = nowNanos;
    }
}
