package io.glasscast.media;

/// One elementary stream of a publication. Its parameters (size, profile) travel inside the keyframes.
///
/// @param number   0-based, unique within the publication; frames name their track by it
/// @param channels audio channels, 0 for video
public record Track(int number, Codec codec, int channels) {
    public static Track video(int number, Codec codec) {
        return new Track(number, codec, 0);
    }

    public Codec.Kind kind() {
        return codec.kind();
    }
}
