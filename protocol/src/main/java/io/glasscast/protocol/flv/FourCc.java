package io.glasscast.protocol.flv;

import io.glasscast.media.Codec;
import java.util.Optional;

/// Four letters that name a codec (Enhanced RTMP v2, "ExVideoTagHeader", "ExAudioTagHeader").
public final class FourCc {
    private static final String HVC1 = "hvc1";
    private static final String AVC1 = "avc1";
    private static final String AV01 = "av01";
    private static final String VP09 = "vp09";
    private static final String VP08 = "vp08";
    private static final String OPUS = "Opus";
    private static final String MP4A = "mp4a";

    private FourCc() {}

    /// The name of a codec.
    public static String of(Codec codec) {
        return switch (codec) {
            case H264 -> AVC1;
            case H265 -> HVC1;
            case VP8 -> VP08;
            case VP9 -> VP09;
            case AV1 -> AV01;
            case OPUS -> OPUS;
            case AAC -> MP4A;
        };
    }

    /// The codec of a name; empty when we do not know it.
    public static Optional<Codec> codec(String name) {
        return switch (name) {
            case AVC1 -> Optional.of(Codec.H264);
            case HVC1 -> Optional.of(Codec.H265);
            case VP08 -> Optional.of(Codec.VP8);
            case VP09 -> Optional.of(Codec.VP9);
            case AV01 -> Optional.of(Codec.AV1);
            case OPUS -> Optional.of(Codec.OPUS);
            case MP4A -> Optional.of(Codec.AAC);
            default -> Optional.empty();
        };
    }

    static int code(Codec codec) {
        var name = of(codec);
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }

    static String name(long code) {
        var name = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) name.append((char) (code >>> shift & 0x7F));
        return name.toString();
    }
}
