package io.glasscast.protocol.srt;

/// How fast to send in live mode (draft-sharabayko-srt-01 §5.1): as fast as the source is, with a quarter on
/// top for what has to be sent again.
///
/// Three things the draft leaves to its reader. A keyframe is many times larger than the pictures around it, and
/// paced by an average it would arrive too late: what waits to be sent for the first time leaves within a part
/// of the latency, whatever the average says. The quarter is an account of its own, so that a path which loses much
/// gets no more of us than that. And while little is lost that account grows to a latency's worth of the stream: all
/// that an outage can cost and that is still of use when it is over.
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
    /// What may be sent again at once in any case: 64 packets, a burst of losses that live paths are known for.
    private static final long MIN_ALLOWANCE = 64L * SrtConnection.MAX_PAYLOAD;

    private final RateMeter input = new RateMeter();
    private final long latencyNanos;
    private final long startNanos;
    private final long drainNanos;
    private long nextNanos;
    private double allowance = MIN_ALLOWANCE;
    /// The allowance may grow to this, however slow the source is.
    private double mostAtLeast = MIN_ALLOWANCE;
    private long allowanceNanos;
    /// Bytes a second that the allowance grows by.
    private double refillRate = OVERHEAD * MIN_BYTES_PER_SECOND;

    LiveCongestion(long latencyNanos, long nowNanos) {
        this.latencyNanos = latencyNanos;
        drainNanos = Math.clamp(latencyNanos / DRAIN_PART, MIN_DRAIN, MAX_DRAIN);
        startNanos = nowNanos;
        nextNanos = nowNanos;
        allowanceNanos = nowNanos;
    }

    /// The source handed over `bytes`.
    void submitted(int bytes, long nowNanos) {
        input.add(bytes, nowNanos);
        if (!early(nowNanos)) return;
        mostAtLeast += bytes;
        allowance += bytes;
    }

    /// Perhaps our answer was lost, the peer does not know yet that it is connected, and all that is sent finds nobody.
    boolean early(long nowNanos) {
        return nowNanos - startNanos < latencyNanos;
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

    /// The source's rate and the quarter, in bytes a second.
    long usualRate(long nowNanos) {
        return rate((long) (input.rate(nowNanos) * (1 + OVERHEAD)), nowNanos);
    }

    /// As much again as the source's rate, so that what is new and what is not can leave side by side.
    long doubleRate(long nowNanos) {
        return rate(2 * input.rate(nowNanos), nowNanos);
    }

    /// By which `waiting` bytes leave soon.
    long drainRate(long waiting, long nowNanos) {
        return Math.min(MAX_BYTES_PER_SECOND, Math.max(waiting * SECOND / drainNanos, usualRate(nowNanos)));
    }

    /// A packet left.
    ///
    /// @param bytesPerSecond how fast the next may follow
    void left(int bytes, boolean again, long bytesPerSecond, long nowNanos) {
        if (again) allowance -= bytes;
        nextNanos = Math.max(nextNanos, nowNanos - CATCH_UP) + bytes * SECOND / bytesPerSecond;
    }

    private long rate(long bytesPerSecond, long nowNanos) {
        long least = input.rate(nowNanos) == 0 ? MAX_BYTES_PER_SECOND : MIN_BYTES_PER_SECOND;
        return Math.clamp(bytesPerSecond, least, MAX_BYTES_PER_SECOND);
    }

    private void refill(long nowNanos) {
        long rate = Math.max(input.rate(nowNanos), MIN_BYTES_PER_SECOND);
        refillRate = OVERHEAD * rate;
        double most = Math.max(mostAtLeast, (double) rate * latencyNanos / SECOND);
        allowance = Math.min(most, allowance + refillRate * (nowNanos - allowanceNanos) / SECOND);
        allowanceNanos = nowNanos;
    }
}
