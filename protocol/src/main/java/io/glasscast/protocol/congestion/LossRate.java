package io.glasscast.protocol.congestion;

import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;

/// The share of packets that peers report lost, smoothed over about the last four reports.
public final class LossRate {
    private static final double WEIGHT = 0.25;
    /// Fewer packets say nothing about a rate: one lost of three is not 33 %.
    private static final int ENOUGH = 20;

    private boolean known;
    private double fraction;
    private int seen;
    private int lost;

    public void reported(ReportBlock block) {
        sample(block.lossFraction());
    }

    /// Gathers feedbacks until they cover enough packets for a sample. A packet that is reported lost, and later
    /// received after all, counts as both: good enough for a rate.
    public void reported(TransportFeedback feedback) {
        for (var packet : feedback.packets()) {
            seen++;
            if (packet instanceof Arrival.Lost) lost++;
        }
        if (seen < ENOUGH) return;
        sample((double) lost / seen);
        seen = 0;
        lost = 0;
    }

    private void sample(double newest) {
        fraction = known ? fraction + WEIGHT * (newest - fraction) : newest;
        known = true;
    }

    /// 0..1; 0 before the first report.
    public double fraction() {
        return fraction;
    }
}
