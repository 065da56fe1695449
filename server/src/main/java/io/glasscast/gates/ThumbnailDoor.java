package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/// Where requests for a picture of a stream go, whatever HTTP server they came by.
///
/// Called from any thread, at most once at a time for one picture of one size; the stages complete off the caller's
/// thread.
public interface ThumbnailDoor {
    /// The newest keyframe as a JPEG.
    ///
    /// @param playbackId a stranger's text of at most 128 characters
    /// @param width      in pixels, 16 to 7680; what is wider than the picture is answered with the picture's own
    ///     width, and so is an empty one
    /// @return empty when no such stream is live; fails when the picture cannot be made at the moment
    CompletionStage<Optional<Bytes>> thumbnail(String playbackId, OptionalInt width);
}
