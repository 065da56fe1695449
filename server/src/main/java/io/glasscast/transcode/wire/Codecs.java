package io.glasscast.transcode.wire;

import io.glasscast.media.Codec;
import java.util.Arrays;

/// Codecs as numbers.
final class Codecs {
    private static final Codec[] ALL = {
        Codec.H264, Codec.H265, Codec.VP8, Codec.VP9, Codec.AV1, Codec.OPUS, Codec.AAC,
    };

    private Codecs() {}

    static int number(Codec codec) {
        return Arrays.asList(ALL).indexOf(codec);
    }

    static boolean known(int number) {
        return number < ALL.length;
    }

    static Codec of(int number) {
        return ALL[number];
    }
}
