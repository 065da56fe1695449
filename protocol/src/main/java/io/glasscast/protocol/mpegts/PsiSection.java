package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// A section of program specific information (ISO/IEC 13818-1 §2.4.4).
/// ```
/// | table_id (8) |1|0|..|  section_length (12)  |  id (16)  |..| version (5) |current| section | last section |
/// |  body …  |  CRC (32)  |
/// ```
///
/// @param id      transport_stream_id of a PAT, program_number of a PMT
/// @param current false: it applies only when it is sent again as current
/// @param last    last_section_number
/// @param body    between the header and the CRC
record PsiSection(int tableId, int id, int version, boolean current, int number, int last, Bytes body) {
    static final int PAT = 0;
    static final int PMT = 2;

    /// Bytes up to and with section_length, which counts what follows.
    static final int START = 3;

    private static final int HEADER = 8;
    private static final int CRC = 4;

    /// PAT and PMT sections are at most 1021 bytes long behind the length field (§2.4.4.4, §2.4.4.9).
    static final int MAX_LENGTH = START + 1021;

    /// Bytes of the section whose first three bytes are at `at`.
    static int length(Bytes bytes, int at) {
        return START + (bytes.u16(at + 1) & 0xFFF);
    }

    /// Reads a whole section and checks its CRC.
    static Parsed<PsiSection> parse(Bytes section) {
        if (section.length() < HEADER + CRC || length(section, 0) != section.length())
            return Parsed.malformed("psi-length");
        if ((section.u8(1) & 0x80) == 0) return Parsed.malformed("psi-syntax");
        if (Crc32Mpeg.of(section) != 0) return Parsed.malformed("psi-crc");
        int versions = section.u8(5);
        return Parsed.ok(new PsiSection(
                section.u8(0),
                section.u16(3),
                versions >>> 1 & 0x1F,
                (versions & 1) != 0,
                section.u8(6),
                section.u8(7),
                section.slice(HEADER, section.length() - HEADER - CRC)));
    }

    Bytes write() {
        var writer = new ByteWriter(HEADER + body.length() + CRC)
                .u8(tableId)
                .u16(0xB000 | (HEADER - START + body.length() + CRC))
                .u16(id)
                .u8(0xC0 | version << 1 | (current ? 1 : 0))
                .u8(number)
                .u8(last)
                .bytes(body);
        return writer.u32(Crc32Mpeg.of(writer.toBytes())).toBytes();
    }
}
