package io.glasscast.protocol.rtp;

/// The names by which SDP negotiates header extensions (RFC 8285 §5).
public final class ExtensionUri {
    /// Which m-line a packet belongs to (RFC 9143 §15).
    public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    /// Which simulcast layer a packet belongs to (RFC 8852 §4).
    public static final String RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    /// The layer that a retransmission belongs to (RFC 8852 §4).
    public static final String REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    /// When the packet left, 24 bits.
    public static final String ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    /// One counter for all of a transport's packets, 16 bits (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
    public static final String TRANSPORT_SEQUENCE =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    /// When the frame was captured, by the capturer's clock.
    public static final String ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";
    /// How loud the packet is (RFC 6464).
    public static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    private ExtensionUri() {}
}
