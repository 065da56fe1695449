package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The uncompressed start of a VP8 frame (RFC 6386 §9.1), numbers least significant byte first.
/// ```
/// frame tag (24): P, version (3), show_frame, first partition size (19)
/// keyframes only: 9d 01 2a, |width (14), scale (2)|, |height (14), scale (2)|
/// ```
///
/// @param width  0 unless a keyframe
/// @param height 0 unless a keyframe
public record Vp8FrameHeader(boolean keyframe, int version, boolean shown, int width, int height) {
    private static final int TAG = 3;
    private static final int KEYFRAME_HEADER = 10;
    private static final int START_CODE = 0x9d012a;

    /// Whether the first byte of a frame tag says keyframe: P is 0.
    public static boolean isKeyframe(int firstByte) {
        return (firstByte & 1) == 0;
    }

    public static Parsed<Vp8FrameHeader> parse(Bytes frame) {
        if (frame.length() < TAG) return Parsed.malformed("vp8-short");
        int first = frame.u8(0);
        boolean keyframe = isKeyframe(first);
        int version = first >>> 1 & 7;
        boolean shown = (first & 0x10) != 0;
        if (!keyframe) return Parsed.ok(new Vp8FrameHeader(false, version, shown, 0, 0));
        if (frame.length() < KEYFRAME_HEADER) return Parsed.malformed("vp8-short");
        if (frame.u24(TAG) != START_CODE) return Parsed.malformed("vp8-start-code");
        int width = (frame.u8(7) << 8 | frame.u8(6)) & 0x3FFF;
        int height = (frame.u8(9) << 8 | frame.u8(8)) & 0x3FFF;
        return Parsed.ok(new Vp8FrameHeader(true, version, shown, width, height));
    }

    /// @return malformed unless this is a keyframe
    public Parsed<PictureSize> size() {
        return keyframe ? Parsed.ok(new PictureSize(width, height)) : Parsed.malformed("vp8-no-keyframe");
    }
}
