package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.List;

/// Whether decoding can start at a frame, by looking at the frame itself.
public final class Keyframes {
    private Keyframes() {}

    /// Whether `frame`, in the shape that [Codec] describes, is a keyframe. All audio is; what cannot be read is not.
    public static boolean isKeyframe(Codec codec, Bytes frame) {
        return switch (codec) {
            case H264 -> anyNal(frame, nal -> H264NalUnit.type(nal) == H264NalUnit.IDR_SLICE);
            case H265 -> anyNal(frame, nal -> H265NalUnit.isRandomAccess(H265NalUnit.type(nal)));
            case VP8 -> !frame.isEmpty() && Vp8FrameHeader.isKeyframe(frame.u8(0));
            case VP9 -> Vp9FrameHeader.isKeyframe(frame);
            case AV1 -> Av1Obu.isKeyframe(frame);
            case OPUS, AAC -> true;
        };
    }

    private static boolean anyNal(Bytes frame, java.util.function.Predicate<Bytes> test) {
        return switch (NalUnits.split(frame)) {
            case Parsed.Ok<List<Bytes>>(var nals) -> nals.stream().anyMatch(test);
            case Parsed.Malformed<List<Bytes>> _ -> false;
        };
    }
}
