package io.glasscast.control;

/// The three names of a managed stream.
///
/// @param streamId   short, because it crosses a BLE link; known to everybody, a secret to nobody
/// @param ingestKey  who has it may publish
/// @param playbackId who has it may watch
public record StreamNames(String streamId, String ingestKey, String playbackId) {
    /// Without the secrets.
    @Override
    public String toString() {
        return streamId;
    }
}
