package io.glasscast.transcode;

import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.transcode.wire.Order;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Gives each stream that needs one a crew, within what the machine can bear. Lives on the media loop.
final class Foreman {
    /// Nobody asks for sound in the server's first seconds, when it has enough to do.
    private static final long FIRST_SPARE_NANOS = 2_000_000_000L;

    private final WorkshopSettings settings;
    private final WorkshopCounters counters;
    private final LongSupplier nowNanos;
    private final WorkingTime working;
    private final Worker.Source source;
    private final Spare spare;
    private final Map<String, Crew> crews = new HashMap<>();
    private int jobs;

    Foreman(WorkshopSettings settings, WorkshopCounters counters, LongSupplier nowNanos, Worker.Source source) {
        this.settings = settings;
        this.counters = counters;
        this.nowNanos = nowNanos;
        this.working = new WorkingTime(nowNanos);
        this.source = () -> {
            counters.started.increment();
            return source.start();
        };
        this.spare = new Spare(this.source, counters, working, nowNanos.getAsLong() + FIRST_SPARE_NANOS);
    }

    /// Whether a job that starts now would be taken, if its stream is not one that breaks workers.
    boolean available(Codec from, Codec to) {
        long running = crews.values().stream()
                .mapToLong(crew -> crew.jobs(from.kind()))
                .sum();
        return can(from, to) && running < most(from.kind());
    }

    Optional<Assignment> start(String streamId, Track track, Codec target, Transcoder.Result result) {
        if (!can(track.codec(), target)) return Optional.empty();
        var crew = available(track.codec(), target) ? crew(streamId) : Optional.<Crew>empty();
        if (crew.isEmpty()) counters.refused.increment();
        return crew.map(c -> c.start(number(), track, target, result));
    }

    void still(String streamId, Codec codec, Bytes keyframe, int width, StillRequest request) {
        boolean fits = codec.kind() == Codec.Kind.VIDEO && width > 0 && keyframe.length() <= Assignment.MAX_FRAME;
        var crew = fits ? crew(streamId) : Optional.<Crew>empty();
        crew.ifPresentOrElse(
                c -> c.still(new Order.Still(number(), codec, Math.min(width, Order.MAX_WIDTH), keyframe), request),
                request::refuse);
    }

    /// Looks after everybody. To be called a few times a second.
    void elapse(long now) {
        working.look();
        for (var crew : List.copyOf(crews.values())) crew.elapse(now);
        dismiss(crew -> crew.over(now));
        if (settings.spares() > 0 && (spare.there() || workers() < settings.workers())) spare.elapse(now);
    }

    void end() {
        dismiss(_ -> true);
        spare.end();
    }

    private Optional<Crew> crew(String streamId) {
        var there = crews.get(streamId);
        if (there != null && !there.over(nowNanos.getAsLong()))
            return there.open() ? Optional.of(there) : Optional.empty();
        dismiss(crew -> crew == there);
        if (!spare.there() && workers() >= settings.workers()) dismissOneIdle();
        if (!spare.there() && workers() >= settings.workers()) return Optional.empty();
        var crew = new Crew(settings, counters, nowNanos, working, this::hire);
        crews.put(streamId, crew);
        return Optional.of(crew);
    }

    private Crew.Hired hire() {
        return spare.hire(nowNanos.getAsLong()).orElseGet(() -> new Crew.Hired(source.start(), false));
    }

    private long workers() {
        return crews.values().stream().filter(Crew::open).count() + (spare.there() ? 1 : 0);
    }

    private void dismissOneIdle() {
        crews.values().stream()
                .filter(crew -> crew.open() && crew.idle())
                .findAny()
                .ifPresent(idle -> {
                    dismiss(crew -> crew == idle);
                });
    }

    private void dismiss(java.util.function.Predicate<Crew> which) {
        for (var entry : List.copyOf(crews.entrySet()))
            if (which.test(entry.getValue())) {
                crews.remove(entry.getKey());
                entry.getValue().end();
            }
    }

    private int number() {
        // 0 is no job's.
        jobs = jobs == Integer.MAX_VALUE ? 1 : jobs + 1;
        return jobs;
    }

    private int most(Codec.Kind kind) {
        return switch (kind) {
            case AUDIO -> settings.soundJobs();
            case VIDEO -> settings.pictureJobs();
        };
    }

    private static boolean can(Codec from, Codec to) {
        return switch (from) {
            case OPUS -> to == Codec.AAC;
            case AAC -> to == Codec.OPUS;
            case H264, H265, VP8, VP9, AV1 -> to == Codec.H264;
        };
    }
}
