package io.glasscast.protocol.srt;

/// Smoothed round trip time and its deviation (draft-sharabayko-srt-01 §4.10).
final class RoundTripTime {
    private static final long MILLISECOND = 1_000_000;
    private static final long INITIAL_RTT = 100 * MILLISECOND;
    private static final long INITIAL_VARIANCE = 50 * MILLISECOND;
    /// Of a NAK's period.
    private static final long MIN_NAK_PERIOD = 20 * MILLISECOND;

    private long rttNanos = INITIAL_RTT;
    private long varianceNanos = INITIAL_VARIANCE;
    private boolean measured;

    /// A sample of our own: an acknowledgement that was answered.
    void sample(long nanos) {
        if (!measured) {
            measured = true;
            rttNanos = nanos;
            varianceNanos = nanos / 2;
            return;
        }
        varianceNanos = (3 * varianceNanos + Math.abs(rttNanos - nanos)) / 4;
        rttNanos = (7 * rttNanos + nanos) / 8;
    }

    /// What the peer measured, for a side that only sends and so has no samples of its own.
    void adopt(long peerRttNanos, long peerVarianceNanos) {
        if (measured) return;
        rttNanos = peerRttNanos;
        varianceNanos = peerVarianceNanos;
    }

    long rttNanos() {
        return rttNanos;
    }

    long varianceNanos() {
        return varianceNanos;
    }

    /// After which an answer that should have come has been lost.
    long patienceNanos() {
        return rttNanos + 4 * varianceNanos;
    }

    /// How often what is missing is asked for again (§4.8.2).
    long nakPeriodNanos() {
        return Math.max(patienceNanos() / 2, MIN_NAK_PERIOD);
    }
}
