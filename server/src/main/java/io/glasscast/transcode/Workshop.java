package io.glasscast.transcode;

import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Transcodes in worker processes. Its jobs live on the media loop, as their callers do; pipes and processes
/// have threads of their own.
public final class Workshop implements Transcoder, AutoCloseable {
    /// Fine enough for patience and idleness, which are seconds.
    private static final long TICK_MILLIS = 250;
    /// To ask the kernel costs more than all else that is looked after here.
    private static final long MEMORY_MILLIS = 1_000;

    private final WorkshopCounters counters = new WorkshopCounters();
    private final Executor loop;
    private final LongSupplier nowNanos;
    private final WorkshopSettings settings;
    private final Foreman foreman;
    private volatile boolean closed;
    private final Set<WorkerProcess> processes = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("transcode-clock").daemon().factory());

    /// @param loop     posts to the media loop; may refuse when the loop has ended
    /// @param nowNanos the media loop's clock
    public Workshop(Executor loop, LongSupplier nowNanos, WorkshopSettings settings) {
        this.loop = loop;
        this.nowNanos = nowNanos;
        this.settings = settings;
        this.foreman = new Foreman(settings, counters, nowNanos, this::worker);
        var _ = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        var _ = clock.scheduleWithFixedDelay(this::checkMemory, MEMORY_MILLIS, MEMORY_MILLIS, TimeUnit.MILLISECONDS);
    }

    public WorkshopCounters counters() {
        return counters;
    }

    @Override
    public boolean available(Codec source, Codec target) {
        return !closed && foreman.available(source, target);
    }

    /// Sound: Opus to AAC and back. Pictures: anything to H.264 without B-frames.
    @Override
    public Optional<Job> start(String streamId, Track source, Codec target, Result result) {
        if (closed) return Optional.empty();
        var job = foreman.start(streamId, source, target, result);
        // Not before the caller knows that it has a job.
        job.ifPresent(known -> loop.execute(() -> known.foretell(nowNanos.getAsLong())));
        return job.map(known -> known);
    }

    /// A keyframe as a JPEG. From any thread; the stage completes on the media loop.
    ///
    /// @param keyframe in the shape that its codec describes
    /// @param width    in pixels; a picture that is narrower stays as it is
    /// @return empty when it cannot be decoded, or when the workshop is too busy
    public CompletionStage<Optional<Bytes>> thumbnail(String streamId, Codec codec, Bytes keyframe, int width) {
        var jpeg = new CompletableFuture<Optional<Bytes>>();
        var request = new StillRequest(jpeg);
        try {
            loop.execute(() -> {
                if (closed) request.refuse();
                else foreman.still(streamId, codec, keyframe, width, request);
            });
        } catch (RejectedExecutionException e) {
            request.refuse();
        }
        return jpeg;
    }

    /// Ends all workers, from any thread. Jobs hear nothing more.
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        for (var process : processes) process.stop();
        try {
            loop.execute(foreman::end);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it whoever waited for a result.
        }
    }

    private Worker worker() {
        var process = WorkerProcess.start(settings.command(), loop, nowNanos);
        processes.removeIf(WorkerProcess::ended);
        processes.add(process);
        return process;
    }

    private void checkMemory() {
        for (var process : processes) process.checkMemory();
    }

    private void tick() {
        try {
            loop.execute(() -> foreman.elapse(nowNanos.getAsLong()));
        } catch (RejectedExecutionException e) {
            clock.shutdown();
        }
    }
}
