package io.glasscast.protocol.srt;

/// When a packet is to be handed out: its time on the sender's clock, moved to ours, and the latency
/// (draft-sharabayko-srt-01 §4.5).
///
/// Two clocks drift apart; the answers to acknowledgements show by how much (§4.7).
final class DeliveryClock {
    private static final long MICROSECOND = 1_000;
    /// As many answers make one correction: ten seconds of them, so that no queue on the way is taken for a
    /// drift.
    private static final int SAMPLES = 1_000;

    private final long latencyNanos;
    private long baseNanos;
    private long driftSum;
    private int samples;
    private long firstRttNanos = -1;

    /// @param timestamp of the handshake that came at `nowNanos`
    DeliveryClock(int timestamp, long latencyNanos, long nowNanos) {
        this.latencyNanos = latencyNanos;
        this.baseNanos = nowNanos - Integer.toUnsignedLong(timestamp) * MICROSECOND;
    }

    /// @param timestamp 32 bits, however often it has wrapped
    long deliveryNanos(int timestamp, long nowNanos) {
        return sentNanos(timestamp, nowNanos) + latencyNanos;
    }

    /// An answer to an acknowledgement has come, sent at `timestamp`.
    void answered(int timestamp, RoundTripTime roundTrip, long nowNanos) {
        if (firstRttNanos < 0) firstRttNanos = roundTrip.rttNanos();
        // What the way here has become longer or shorter since the beginning is no drift.
        long way = (roundTrip.rttNanos() - firstRttNanos) / 2;
        driftSum += nowNanos - sentNanos(timestamp, nowNanos) - way;
        if (++samples < SAMPLES) return;
        baseNanos += driftSum / samples;
        driftSum = 0;
        samples = 0;
    }

    /// The sender's time, in ours: the nearest of those that its 32 bits may mean.
    private long sentNanos(int timestamp, long nowNanos) {
        long expected = Math.floorDiv(nowNanos - baseNanos, MICROSECOND);
        return baseNanos + (expected + (timestamp - (int) expected)) * MICROSECOND;
    }
}
