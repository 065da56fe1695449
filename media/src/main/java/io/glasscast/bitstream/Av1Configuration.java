package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;

/// AV1CodecConfigurationRecord, `av1C` (AV1-ISOBMFF §2.3): the sequence header outside of the frames.
///
/// @param units configOBUs with size fields: a sequence header, maybe metadata; empty when there are none
public record Av1Configuration(Bytes units) {
    private static final int FIXED_LENGTH = 4;
    /// marker 1, version 1.
    private static final int MARKER_AND_VERSION = 0x81;

    /// The sequence header in a keyframe.
    public static Parsed<Av1Configuration> of(Bytes keyframe) {
        return Av1Obu.split(keyframe).then(units -> {
            for (var unit : units)
                if (unit.type() == Av1Obu.SEQUENCE_HEADER)
                    return Parsed.ok(new Av1Configuration(Av1Obu.join(List.of(unit))));
            return Parsed.malformed("av1-no-sequence-header");
        });
    }

    public static Parsed<Av1Configuration> parse(Bytes record) {
        if (record.length() < FIXED_LENGTH) return Parsed.malformed("av1c-short");
        if (record.u8(0) != MARKER_AND_VERSION) return Parsed.malformed("av1c-version");
        var units = Bytes.of(record.from(FIXED_LENGTH).toArray());
        return Av1Obu.split(units).then(_ -> Parsed.ok(new Av1Configuration(units)));
    }

    /// @return malformed when there is no sequence header to read
    public Parsed<Bytes> write() {
        return Av1SequenceHeader.find(units).then(header -> {
            // 4:2:0 in profile 0, 4:4:4 in profile 1; 4:2:2 in profile 2, whose other formats nobody streams (§6.4.1).
            int subsampling = header.profile() == 1 && !header.monochrome() ? 0 : header.profile() == 2 ? 0x8 : 0xC;
            return Parsed.ok(new ByteWriter()
                    .u8(MARKER_AND_VERSION)
                    .u8(header.profile() << 5 | header.level())
                    .u8((header.highTier() ? 0x80 : 0)
                            | (header.bitDepth() > 8 ? 0x40 : 0)
                            | (header.bitDepth() == 12 ? 0x20 : 0)
                            | (header.monochrome() ? 0x10 : 0)
                            | subsampling)
                    .u8(0) // no initial presentation delay
                    .bytes(units)
                    .toBytes());
        });
    }
}
