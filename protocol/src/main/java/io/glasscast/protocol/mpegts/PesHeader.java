package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The header of a PES packet (ISO/IEC 13818-1 §2.4.3.6).
/// ```
/// |  00 00 01  | stream_id (8) | PES_packet_length (16) |
/// |1 0|SC |P|A|C|O| |PTS|DTS|5 other flags| PES_header_data_length (8) |  PTS (40)  |  DTS (40)  | … stuffing
/// ```
///
/// @param streamId     what it carries, roughly (Table 2-22)
/// @param packetLength bytes behind the length field, or 0 where it is not said
/// @param scrambled    whether the payload is encrypted
/// @param pts          in ticks of 90 kHz, 33 bits, or -1
/// @param dts          the same; the PTS where it is not sent; -1 without one
/// @param length       of the header, up to the first byte of the payload
record PesHeader(int streamId, int packetLength, boolean scrambled, long pts, long dts, int length) {
    /// Bytes up to and with the length field.
    static final int START = 6;

    static final int VIDEO = 0xE0;
    static final int AUDIO = 0xC0;
    /// private_stream_1, where Opus and AC-3 travel.
    static final int PRIVATE = 0xBD;

    /// Timestamps a second.
    static final int RATE = 90_000;

    /// Bytes up to and with PES_header_data_length.
    static final int FIXED = 9;
    private static final int TIMESTAMP = 5;

    static boolean startsAt(Bytes bytes) {
        return bytes.length() >= 3 && bytes.u24(0) == 1;
    }

    static Parsed<PesHeader> parse(Bytes packet) {
        if (packet.length() < FIXED) return Parsed.malformed("pes-short");
        if (!startsAt(packet)) return Parsed.malformed("pes-start-code");
        int streamId = packet.u8(3);
        if (!hasFlags(streamId)) return Parsed.malformed("pes-stream-id");
        int first = packet.u8(6);
        int flags = packet.u8(7);
        int length = FIXED + packet.u8(8);
        if (first >>> 6 != 2) return Parsed.malformed("pes-marker");
        if (length > packet.length()) return Parsed.malformed("pes-header-length");
        boolean hasPts = (flags & 0x80) != 0;
        boolean hasDts = hasPts && (flags & 0x40) != 0;
        if (FIXED + (hasDts ? 2 * TIMESTAMP : hasPts ? TIMESTAMP : 0) > length)
            return Parsed.malformed("pes-header-length");
        long pts = hasPts ? timestamp(packet, FIXED) : -1;
        long dts = hasDts ? timestamp(packet, FIXED + TIMESTAMP) : pts;
        if (hasPts && pts < 0 || hasDts && dts < 0) return Parsed.malformed("pes-timestamp");
        return Parsed.ok(new PesHeader(streamId, packet.u16(4), (first & 0x30) != 0, pts, dts, length));
    }

    /// program_stream_map, padding, private_stream_2, ECM, EMM, DSM-CC, H.222.1 type E and the directory have none.
    private static boolean hasFlags(int streamId) {
        return switch (streamId) {
            case 0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF -> false;
            default -> streamId >= 0xBC;
        };
    }

    /// Three pieces of 3, 15 and 15 bits, each before a marker bit that must be set; -1 when one is not.
    private static long timestamp(Bytes bytes, int at) {
        long first = bytes.u8(at);
        long second = bytes.u16(at + 1);
        long third = bytes.u16(at + 3);
        if ((first & second & third & 1) == 0) return -1;
        return (first >>> 1 & 7) << 30 | second >>> 1 << 15 | third >>> 1;
    }

    /// A header whose payload has `payloadLength` bytes.
    ///
    /// @param pts 33 bits
    /// @param dts 33 bits; not written when it is the PTS
    static Bytes write(int streamId, int payloadLength, long pts, long dts) {
        boolean hasDts = dts != pts;
        int data = hasDts ? 2 * TIMESTAMP : TIMESTAMP;
        int packetLength = FIXED - START + data + payloadLength;
        var writer = new ByteWriter(FIXED + data)
                .u24(1)
                .u8(streamId)
                // Only video may leave its length open, and only it gets that long (§2.4.3.7).
                .u16(packetLength > 0xFFFF ? 0 : packetLength)
                .u8(0x84) // data_alignment_indicator
                .u8(hasDts ? 0xC0 : 0x80)
                .u8(data);
        timestamp(writer, hasDts ? 3 : 2, pts);
        if (hasDts) timestamp(writer, 1, dts);
        return writer.toBytes();
    }

    private static void timestamp(ByteWriter writer, int prefix, long ticks) {
        writer.u8((long) prefix << 4 | (ticks >>> 30 & 7) << 1 | 1)
                .u16((ticks >>> 15 & 0x7FFF) << 1 | 1)
                .u16((ticks & 0x7FFF) << 1 | 1);
    }
}
