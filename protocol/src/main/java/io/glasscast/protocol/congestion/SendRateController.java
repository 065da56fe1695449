package io.glasscast.protocol.congestion;

import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.Remb;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;

/// How fast our own glasses send: the loss-based half of Google's congestion control
/// (draft-ietf-rmcat-gcc-02 §6). Each second at most one step: under 2 % loss up by 5 %, over 10 % down by half the
/// loss, between them steady. A receiver's stated ceiling (REMB) caps it.
///
/// It reacts to loss only. A line with a deep queue grows its delay before it loses, and this does not see that.
public final class SendRateController {
    private static final double LOW_LOSS = 0.02;
    private static final double HIGH_LOSS = 0.10;
    private static final double INCREASE = 1.05;
    private static final long STEP_NANOS = 1_000_000_000L;

    private final long minBitsPerSecond;
    private final long maxBitsPerSecond;
    private long bitsPerSecond;
    private long ceiling = Long.MAX_VALUE;

    private long stepNanos;
    private boolean started;
    private double worstReported;
    private int feedbackSeen;
    private int feedbackLost;

    public SendRateController(long minBitsPerSecond, long maxBitsPerSecond, long startBitsPerSecond) {
        if (minBitsPerSecond <= 0 || minBitsPerSecond > maxBitsPerSecond)
            throw new IllegalArgumentException(minBitsPerSecond + " to " + maxBitsPerSecond + " bit/s");
        this.minBitsPerSecond = minBitsPerSecond;
        this.maxBitsPerSecond = maxBitsPerSecond;
        bitsPerSecond = Math.clamp(startBitsPerSecond, minBitsPerSecond, maxBitsPerSecond);
    }

    /// A receiver report's block on one of our streams.
    public void reported(ReportBlock block, long nowNanos) {
        worstReported = Math.max(worstReported, block.lossFraction());
        step(nowNanos);
    }

    public void reported(TransportFeedback feedback, long nowNanos) {
        for (var packet : feedback.packets()) {
            feedbackSeen++;
            if (packet instanceof Arrival.Lost) feedbackLost++;
        }
        step(nowNanos);
    }

    /// The receiver's ceiling, at once and until another comes.
    public void reported(Remb remb) {
        ceiling = remb.bitrate();
    }

    /// What the encoders together should make, within the limits given.
    public long bitsPerSecond() {
        return Math.clamp(Math.min(bitsPerSecond, ceiling), minBitsPerSecond, maxBitsPerSecond);
    }

    private void step(long nowNanos) {
        if (!started) {
            started = true;
            stepNanos = nowNanos + STEP_NANOS;
        }
        if (nowNanos < stepNanos) return;
        stepNanos = nowNanos + STEP_NANOS;
        double fed = feedbackSeen == 0 ? 0 : (double) feedbackLost / feedbackSeen;
        double loss = Math.max(worstReported, fed);
        worstReported = 0;
        feedbackSeen = 0;
        feedbackLost = 0;
        // What was carried before the receiver wanted less is carried when it wants more. To grow from it meanwhile,
        // unused, would be a guess.
        double next = bitsPerSecond;
        if (loss > HIGH_LOSS) next = bitsPerSecond() * (1 - 0.5 * loss);
        else if (loss < LOW_LOSS && bitsPerSecond <= ceiling) next = bitsPerSecond * INCREASE;
        bitsPerSecond = Math.clamp((long) next, minBitsPerSecond, maxBitsPerSecond);
    }
}
