package io.glasscast.media;

/// One elementary stream of a publication. Its parameters (size, profile) travel inside the keyframes.
///
/// @param number   0-based, unique within the publication; frames name their track by it
public record Track(int number, Codec codec) {
    public Codec.Kind kind() {
        return codec.kind();
    }
}
