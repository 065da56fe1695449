package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The uncompressed header of a VP9 frame as far as the picture's size (VP9 bitstream specification §6.2, §7.2).
///
/// @param showExisting whether it only shows a frame decoded before; then nothing else is known but the profile
/// @param bitDepth     8, 10 or 12; 0 unless a keyframe
/// @param width        0 unless a keyframe
/// @param height       0 unless a keyframe
public record Vp9FrameHeader(
        int profile, boolean showExisting, boolean keyframe, boolean shown, int bitDepth, int width, int height) {
    private static final int FRAME_MARKER = 2;
    private static final int SYNC_CODE = 0x498342;
    private static final int COLOR_SPACE_RGB = 7;

    /// Whether a frame or superframe starts with a keyframe.
    public static boolean isKeyframe(Bytes frame) {
        return switch (parse(frame)) {
            case Parsed.Ok<Vp9FrameHeader>(var header) -> header.keyframe;
            case Parsed.Malformed<Vp9FrameHeader> _ -> false;
        };
    }

    /// Reads the header that starts `frame`; of a superframe, the first frame's.
    public static Parsed<Vp9FrameHeader> parse(Bytes frame) {
        var bits = new BitReader(frame);
        if (bits.i(2) != FRAME_MARKER) return Parsed.malformed("vp9-frame-marker");
        int profile = bits.i(1) | bits.i(1) << 1;
        if (profile == 3 && bits.flag()) return Parsed.malformed("vp9-profile");
        if (bits.flag()) return done(bits, new Vp9FrameHeader(profile, true, false, true, 0, 0, 0));
        boolean keyframe = !bits.flag();
        boolean shown = bits.flag();
        bits.skip(1); // error_resilient_mode
        if (!keyframe) return done(bits, new Vp9FrameHeader(profile, false, false, shown, 0, 0, 0));
        if (bits.i(24) != SYNC_CODE) return Parsed.malformed("vp9-sync-code");
        int bitDepth = colorConfig(bits, profile);
        int width = bits.i(16) + 1;
        int height = bits.i(16) + 1;
        return done(bits, new Vp9FrameHeader(profile, false, true, shown, bitDepth, width, height));
    }

    /// color_config() (§6.2.2).
    private static int colorConfig(BitReader bits, int profile) {
        int bitDepth = profile < 2 ? 8 : bits.flag() ? 12 : 10;
        boolean odd = (profile & 1) == 1;
        if (bits.i(3) != COLOR_SPACE_RGB) bits.skip(odd ? 4 : 1); // color_range; subsampling x, y, reserved
        else if (odd) bits.skip(1); // reserved
        return bitDepth;
    }

    private static Parsed<Vp9FrameHeader> done(BitReader bits, Vp9FrameHeader header) {
        return bits.overran() ? Parsed.malformed("vp9-short") : Parsed.ok(header);
    }

    /// @return malformed unless this is a keyframe
    public Parsed<PictureSize> size() {
        return keyframe ? Parsed.ok(new PictureSize(width, height)) : Parsed.malformed("vp9-no-keyframe");
    }
}
