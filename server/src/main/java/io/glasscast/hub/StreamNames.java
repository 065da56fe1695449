package io.glasscast.hub;

/// The three names of a stream.
///
/// @param streamId   short and no secret: what the control side calls it
/// @param ingestKey  the secret a publisher shows
/// @param playbackId the unguessable name a viewer shows
public record StreamNames(String streamId, String ingestKey, String playbackId) {
    /// Without the secrets, so that it may be logged.
    @Override
    public String toString() {
        return "stream " + streamId;
    }
}
