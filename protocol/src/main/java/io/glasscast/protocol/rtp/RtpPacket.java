package io.glasscast.protocol.rtp;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// An RTP packet (RFC 3550 §5.1), its contributing sources left out and its padding taken off.
/// ```
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             SSRC                              |
/// |                         CSRC (CC times)                       |
/// |       extension profile       |     extension words           |  if X
/// |                   extension · payload · padding               |
/// ```
/// @param payloadType 7 bits
/// @param sequence    16 bits, wrapping
/// @param timestamp   sampling instant in the payload's clock rate, unsigned 32 bits, wrapping
/// @param ssrc        unsigned 32 bits
/// @param payload     what the padding left; empty in a packet that only probes
public record RtpPacket(
        boolean marker,
        int payloadType,
        int sequence,
        long timestamp,
        long ssrc,
        HeaderExtensions extensions,
        Bytes payload) {
    static final int FIXED_LENGTH = 12;

    public RtpPacket {
        if (payloadType >>> 7 != 0 || sequence >>> 16 != 0 || timestamp >>> 32 != 0 || ssrc >>> 32 != 0)
            throw new IllegalArgumentException("a field of an RTP header is too wide");
    }

    /// Reads one datagram; the packet shares its bytes.
    ///
    /// @return malformed when the version is not 2 or the lengths it states run past the end
    public static Parsed<RtpPacket> parse(Bytes datagram) {
        int size = datagram.length();
        if (size < FIXED_LENGTH) return malformed("rtp-short");
        int first = datagram.u8(0);
        if (first >>> 6 != 2) return malformed("rtp-version");
        int at = FIXED_LENGTH + 4 * (first & 0x0F);
        var extensions = HeaderExtensions.NONE;
        if ((first & 0x10) != 0) { // X, RFC 3550 §5.3.1
            if (size < at + 4) return malformed("rtp-truncated");
            int length = 4 * datagram.u16(at + 2);
            if (size < at + 4 + length) return malformed("rtp-extension");
            extensions = HeaderExtensions.of(datagram.u16(at), datagram.slice(at + 4, length));
            at += 4 + length;
        }
        if (size < at) return malformed("rtp-truncated");
        int end = size;
        if ((first & 0x20) != 0) { // P: the last byte counts the padding, itself included
            int padding = datagram.u8(size - 1);
            if (padding == 0 || padding > size - at) return malformed("rtp-padding");
            end -= padding;
        }
        int second = datagram.u8(1);
        return Parsed.ok(new RtpPacket(
                second >>> 7 != 0,
                second & 0x7F,
                datagram.u16(2),
                datagram.u32(4),
                datagram.u32(8),
                extensions,
                datagram.slice(at, end - at)));
    }

    /// Whether a datagram of a multiplexed session is RTCP: payload types 64..95 are not used by RTP there, so
    /// that a second byte of 192..223 tells (RFC 5761 §4).
    public static boolean isRtcp(Bytes datagram) {
        return datagram.length() >= 2 && datagram.u8(0) >>> 6 == 2 && (datagram.u8(1) & 0xE0) == 0xC0;
    }

    public RtpPacket withExtensions(HeaderExtensions newExtensions) {
        return new RtpPacket(marker, payloadType, sequence, timestamp, ssrc, newExtensions, payload);
    }

    public RtpPacket withSequence(int newSequence) {
        return new RtpPacket(marker, payloadType, newSequence, timestamp, ssrc, extensions, payload);
    }

    public RtpPacket withPayload(Bytes newPayload) {
        return new RtpPacket(marker, payloadType, sequence, timestamp, ssrc, extensions, newPayload);
    }

    /// The datagram. For paths where an allocation does not matter; the others use [RtpHeaderWriter].
    public Bytes write() {
        boolean extended = !extensions.isNone();
        int header = FIXED_LENGTH + (extended ? 4 + extensions.data().length() : 0);
        var target = new byte[header + payload.length()];
        RtpHeaderWriter.write(target, 0, marker, payloadType, sequence, timestamp, ssrc);
        if (extended) {
            target[0] |= 0x10;
            RtpHeaderWriter.u16(target, FIXED_LENGTH, extensions.profile());
            RtpHeaderWriter.u16(target, FIXED_LENGTH + 2, extensions.data().length() / 4);
            extensions.data().copyTo(target, FIXED_LENGTH + 4);
        }
        payload.copyTo(target, header);
        return Bytes.of(target);
    }
}
