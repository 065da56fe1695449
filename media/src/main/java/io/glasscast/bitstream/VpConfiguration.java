package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// VPCodecConfigurationRecord, the content of `vpcC` behind its version and flags (VP-ISOBMFF): what VP8 and VP9 are
/// like. Their keyframes say all of it again.
///
/// @param level ten times the level
public record VpConfiguration(int profile, int level, int bitDepth) {
    private static final int VP8_BIT_DEPTH = 8;
    /// 4:2:0, chroma samples where luma's first are.
    private static final int CHROMA_420 = 1;

    private static final int UNSPECIFIED = 2;

    /// A level's greatest picture, in luma samples (VP9 levels 1 to 6.2), without their rates, which a keyframe does
    /// not tell.
    private static final long[][] LEVELS = {
        {10, 36_864},
        {11, 73_728},
        {20, 122_880},
        {21, 245_760},
        {30, 552_960},
        {31, 983_040},
        {40, 2_228_224},
        {50, 8_912_896},
        {60, 35_651_584}
    };

    /// Of a VP9 keyframe.
    public static Parsed<VpConfiguration> ofVp9(Bytes keyframe) {
        return Vp9FrameHeader.parse(keyframe).then(header -> {
            if (!header.keyframe()) return Parsed.malformed("vp9-no-keyframe");
            int level = level((long) header.width() * header.height());
            return Parsed.ok(new VpConfiguration(header.profile(), level, header.bitDepth()));
        });
    }

    /// Of a VP8 keyframe.
    public static Parsed<VpConfiguration> ofVp8(Bytes keyframe) {
        return Vp8FrameHeader.parse(keyframe)
                .then(Vp8FrameHeader::size)
                .then(size ->
                        Parsed.ok(new VpConfiguration(0, level((long) size.width() * size.height()), VP8_BIT_DEPTH)));
    }

    private static int level(long samples) {
        for (var level : LEVELS) if (samples <= level[1]) return (int) level[0];
        return 62;
    }

    public Bytes write() {
        // Profiles 1 and 3 are those with another chroma format, mostly 4:4:4 (3).
        int chroma = (profile & 1) == 1 ? 3 : CHROMA_420;
        return new ByteWriter()
                .u8(profile)
                .u8(level)
                .u8(bitDepth << 4 | chroma << 1)
                .u8(UNSPECIFIED) // colour primaries
                .u8(UNSPECIFIED) // transfer characteristics
                .u8(UNSPECIFIED) // matrix coefficients
                .u16(0) // codec initialisation data
                .toBytes();
    }
}
