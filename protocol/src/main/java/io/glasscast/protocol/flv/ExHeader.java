package io.glasscast.protocol.flv;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// What follows the first byte of an enhanced tag: modifiers, then the packet type they apply to
/// (Enhanced RTMP v2, "ExVideoTagHeader", "ExAudioTagHeader").
/// ```
/// |1| frame type (3) | packet type (4) |   pictures
/// | 9 (4)            | packet type (4) |   sound
/// while the packet type is ModEx:
/// | size-1 (8) | if 255: size-1 (16) | data… | modifier (4) | packet type (4) |
/// ```
///
/// @param packetType  the first that is not ModEx
/// @param offsetNanos added to the time at which it is shown, 0..999999
/// @param length      bytes from the start of the tag
record ExHeader(int packetType, int offsetNanos, int length) {
    static final int SEQUENCE_START = 0;
    static final int CODED_FRAMES = 1;
    static final int SEQUENCE_END = 2;
    /// Pictures only: coded frames whose composition time is 0.
    static final int CODED_FRAMES_X = 3;
    /// Metadata of pictures, configuration of channels of sound.
    static final int ABOUT = 4;

    static final int MPEG2_SEQUENCE_START = 5;
    /// Of pictures; of sound it is 5.
    static final int MULTITRACK_VIDEO = 6;

    static final int MULTITRACK_AUDIO = 5;
    static final int MOD_EX = 7;

    private static final int TIMESTAMP_OFFSET_NANO = 0;
    /// The offset refines a millisecond.
    private static final int MAX_OFFSET = 999_999;

    static Parsed<ExHeader> parse(Bytes body) {
        int type = body.u8(0) & 0xF;
        int offset = 0;
        int at = 1;
        while (type == MOD_EX) {
            if (body.length() - at < 1) return Parsed.malformed("flv-modex");
            int size = body.u8(at++) + 1;
            if (size == 256) {
                if (body.length() - at < 2) return Parsed.malformed("flv-modex");
                size = body.u16(at) + 1;
                at += 2;
            }
            if (body.length() - at < size + 1) return Parsed.malformed("flv-modex");
            int next = body.u8(at + size);
            if (next >>> 4 == TIMESTAMP_OFFSET_NANO && size >= 3) offset = Math.min(body.u24(at), MAX_OFFSET);
            type = next & 0xF;
            at += size + 1;
        }
        return Parsed.ok(new ExHeader(type, offset, at));
    }
}
