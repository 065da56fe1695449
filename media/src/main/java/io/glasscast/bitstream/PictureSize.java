package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.List;

/// How many pixels a picture shows, after cropping.
public record PictureSize(int width, int height) {
    /// Reads it from a keyframe in the shape that [Codec] describes.
    ///
    /// @return malformed when this is no keyframe, or its headers cannot be read, or `codec` is audio
    public static Parsed<PictureSize> of(Codec codec, Bytes keyframe) {
        return switch (codec) {
            case H264 -> NalUnits.split(keyframe).then(PictureSize::h264);
            case H265 -> NalUnits.split(keyframe).then(PictureSize::h265);
            case VP8 -> Vp8FrameHeader.parse(keyframe).then(Vp8FrameHeader::size);
            case VP9 -> Vp9FrameHeader.parse(keyframe).then(Vp9FrameHeader::size);
            case AV1 -> Av1SequenceHeader.find(keyframe).then(header -> Parsed.ok(header.size()));
            case OPUS, AAC -> Parsed.malformed("size-of-audio");
        };
    }

    private static Parsed<PictureSize> h264(List<Bytes> nals) {
        for (var nal : nals)
            if (H264NalUnit.type(nal) == H264NalUnit.SPS)
                return H264SequenceParameterSet.parse(nal).then(sps -> Parsed.ok(sps.size()));
        return Parsed.malformed("h264-no-sps");
    }

    private static Parsed<PictureSize> h265(List<Bytes> nals) {
        for (var nal : nals)
            if (H265NalUnit.type(nal) == H265NalUnit.SPS)
                return H265SequenceParameterSet.parse(nal).then(sps -> Parsed.ok(sps.size()));
        return Parsed.malformed("h265-no-sps");
    }
}
