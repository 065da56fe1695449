package io.glasscast.protocol.webrtc;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.rtp.RtpHeaderWriter;
import io.glasscast.protocol.rtp.payload.Packetizer;

/// Cuts the frames of one track for packets that fit every path.
public final class FrameCutter {
    /// A datagram of at most 1200 bytes passes wherever WebRTC does (RFC 8261 §5 and libwebrtc agree on it). Off that
    /// go the RTP header with every extension we write, the original sequence number of a retransmission, and the
    /// longest authentication tag.
    private static final int MAX_PAYLOAD = 1200 - RtpHeaderWriter.MAX_LENGTH - 2 - 16;

    private final Packetizer packetizer;

    public FrameCutter(Codec codec) {
        packetizer = Packetizer.of(codec);
    }

    public PacketizedFrame cut(Frame frame) {
        return new PacketizedFrame(frame, packetizer.packetize(frame.payload(), MAX_PAYLOAD));
    }
}
