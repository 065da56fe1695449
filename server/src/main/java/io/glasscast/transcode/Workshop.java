package io.glasscast.transcode;

import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// Transcodes in worker processes. Its jobs live on the media loop, as their callers do.
public final class Workshop implements Transcoder, AutoCloseable {
    private final WorkshopCounters counters = new WorkshopCounters();

    /// @param loop     posts to the media loop; may refuse when the loop has ended
    /// @param nowNanos the media loop's clock
    public Workshop(Executor loop, LongSupplier nowNanos, WorkshopSettings settings) {}

    public WorkshopCounters counters() {
        return counters;
    }

    @Override
    public boolean available(Codec source, Codec target) {
        return false;
    }

    /// Sound: Opus to AAC and back. Pictures: anything to H.264 without B-frames.
    @Override
    public Optional<Job> start(String streamId, Track source, Codec target, Result result) {
        return Optional.empty();
    }

    /// A keyframe as a JPEG. From any thread; the stage completes on the media loop.
    ///
    /// @param keyframe in the shape that its codec describes
    /// @param width    in pixels; a picture that is narrower stays as it is
    /// @return empty when it cannot be decoded, or when the workshop is too busy
    public CompletionStage<Optional<Bytes>> thumbnail(String streamId, Codec codec, Bytes keyframe, int width) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    /// Ends all workers. Jobs hear nothing more.
    @Override
    public void close() {}
}
