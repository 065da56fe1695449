package io.glasscast.transcode.wire;

import io.glasscast.media.Codec;

/// Codecs as numbers. House and worker are the same program, so the order of the enum is all they have to agree
/// on.
final class Codecs {
    private static final Codec[] ALL = Codec.values();

    private Codecs() {}

    static boolean known(int number) {
        return number < ALL.length;
    }

    static Codec of(int number) {
        return ALL[number];
    }
}
