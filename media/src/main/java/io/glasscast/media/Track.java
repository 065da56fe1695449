package io.glasscast.media;

import io.glasscast.kernel.Bytes;

/// One elementary stream of a publication. The parameters of pictures (size, profile) travel inside the keyframes;
/// those of sound, which has no place for them in its frames, in `configuration`.
///
/// @param number        0-based, unique within the publication; frames name their track by it
/// @param configuration [Codec#AAC]: the AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). [Codec#OPUS]: the
///     identification header OpusHead (RFC 7845 §5.1), or empty: two channels, nothing to skip. Others: empty
public record Track(int number, Codec codec, Bytes configuration) {
    public Track(int number, Codec codec) {
        this(number, codec, Bytes.EMPTY);
    }

    public Codec.Kind kind() {
        return codec.kind();
    }
}
