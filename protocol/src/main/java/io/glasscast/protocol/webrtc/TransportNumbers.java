package io.glasscast.protocol.webrtc;

import io.glasscast.protocol.congestion.SendSideEstimate;
import io.glasscast.protocol.rtp.RtpHeaderWriter;

/// The transport-wide sequence numbers of one peer, which all its tracks share, and what is learnt from them.
final class TransportNumbers {
    private final boolean negotiated;
    private final SendSideEstimate estimate = new SendSideEstimate();
    private int next;

    /// @param negotiated whether the peer wants them; without, there are none and nothing is learnt
    TransportNumbers(boolean negotiated) {
        this.negotiated = negotiated;
    }

    boolean negotiated() {
        return negotiated;
    }

    /// For the header of the next packet, as [RtpHeaderWriter] takes it.
    int take() {
        return negotiated ? next++ & 0xFFFF : RtpHeaderWriter.NO_SEQUENCE;
    }

    /// The packet of the number taken last leaves.
    void sent(int bytes, long nowNanos) {
        if (negotiated) estimate.sent(next - 1 & 0xFFFF, bytes, nowNanos);
    }

    /// So many packets that follow leave at once.
    void probing(int packets, long nowNanos) {
        if (negotiated) estimate.probing(next & 0xFFFF, packets, nowNanos);
    }

    SendSideEstimate estimate() {
        return estimate;
    }
}
