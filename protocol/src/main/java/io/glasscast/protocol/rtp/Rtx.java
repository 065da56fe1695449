package io.glasscast.protocol.rtp;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Parsed;

/// Retransmission in a stream of its own (RFC 4588 §4): the payload is the original's behind its sequence number.
/// ```
/// |  RTP header: own SSRC, payload type and sequence; the original's timestamp and marker  |
/// |            OSN                |   original payload…           |
/// ```
public final class Rtx {
    private static final int ORIGINAL_SEQUENCE = 2;

    private Rtx() {}

    /// Whether `packet` of a retransmission stream carries nothing: senders probe a line's width with padding.
    /// Such packets are to be dropped; they are not malformed.
    public static boolean isProbe(RtpPacket packet) {
        return packet.payload().isEmpty();
    }

    /// The original packet, with the header extensions that came with its retransmission.
    ///
    /// @param mediaSsrc of the stream that `retransmission`'s stream repairs
    /// @param mediaType the payload type that its payload type stands for (`apt` in SDP)
    public static Parsed<RtpPacket> unwrap(RtpPacket retransmission, long mediaSsrc, int mediaType) {
        var payload = retransmission.payload();
        if (payload.isEmpty()) return malformed("rtx-probe");
        if (payload.length() < ORIGINAL_SEQUENCE) return malformed("rtx-short");
        return Parsed.ok(new RtpPacket(
                retransmission.marker(),
                mediaType,
                payload.u16(0),
                retransmission.timestamp(),
                mediaSsrc,
                retransmission.extensions(),
                payload.from(ORIGINAL_SEQUENCE)));
    }

    /// `original` as a packet of the retransmission stream.
    public static RtpPacket wrap(RtpPacket original, long ssrc, int payloadType, int sequence) {
        var payload = new ByteWriter(ORIGINAL_SEQUENCE + original.payload().length())
                .u16(original.sequence())
                .bytes(original.payload())
                .toBytes();
        return new RtpPacket(
                original.marker(), payloadType, sequence, original.timestamp(), ssrc, original.extensions(), payload);
    }

    /// For hot paths: puts the original's sequence number at `offset`, which is where an [RtpHeaderWriter] ended;
    /// the original payload follows it.
    ///
    /// @return the two bytes written
    public static int writeOriginalSequence(byte[] target, int offset, int originalSequence) {
        RtpHeaderWriter.u16(target, offset, originalSequence);
        return ORIGINAL_SEQUENCE;
    }
}
