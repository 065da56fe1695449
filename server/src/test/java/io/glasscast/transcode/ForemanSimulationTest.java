package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.transcode.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Streams come and go, workers do their work, fall over, hang, and say whatever they like, in any order.
/// Nobody is forgotten, nothing is counted twice, and no limit is passed.
class ForemanSimulationTest {
    private static final int STEPS = 4_000, WORKERS = 5, SOUND = 6, PICTURES = 2;

    private static final Bytes PAYLOAD = Bytes.of(new byte[Assignment.MAX_FRAME + 10]);

    private final FakeWorkers workers = new FakeWorkers();
    private final WorkshopCounters counters = new WorkshopCounters();
    private final List<Transcoder.Job> jobs = new ArrayList<>();
    private final List<CompletableFuture<Optional<Bytes>>> stills = new ArrayList<>();
    private final Results results = new Results();
    private final Foreman foreman = new Foreman(
            new WorkshopSettings(
                    new WorkerCommand(List.of("none")),
                    WORKERS,
                    SOUND,
                    PICTURES,
                    1,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    3,
                    Duration.ofMinutes(1)),
            counters,
            () -> workers.nowNanos,
            workers);

    @BeforeAll
    static void quiet() {
        // Thousands of workers fall over here, and each is worth a line.
        logger().setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        logger().setLevel(null);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.glasscast.transcode");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void holds(long seed) {
        var random = new SplittableRandom(seed);
        for (int i = 0; i < STEPS; i++) {
            step(random);
            check();
        }
        foreman.end();
        assertThat(counters.workers()).isZero();
        assertThat(counters.soundJobs()).isZero();
        assertThat(counters.pictureJobs()).isZero();
        assertThat(stills).allMatch(CompletableFuture::isDone);
        assertThat(workers.started).allMatch(worker -> worker.killed || worker.gone);
    }

    private void check() {
        assertThat(counters.workers()).isBetween(0L, (long) WORKERS);
        assertThat(counters.soundJobs()).isBetween(0L, (long) SOUND);
        assertThat(counters.pictureJobs()).isBetween(0L, (long) PICTURES);
        long alive = workers.started.stream()
                .filter(worker -> !worker.killed && !worker.gone)
                .count();
        assertThat(alive).isEqualTo(counters.workers());
    }

    private void step(SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0 -> start(random);
            case 1 -> {
                if (!jobs.isEmpty()) jobs.get(random.nextInt(jobs.size())).close();
            }
            case 2, 3, 4 -> {
                if (!jobs.isEmpty()) feed(jobs.get(random.nextInt(jobs.size())), random);
            }
            case 5 -> still(random);
            case 6, 7 -> {
                workers.nowNanos += random.nextLong(2_000_000_000L);
                foreman.elapse(workers.nowNanos);
            }
            case 8 -> {
                if (random.nextInt(8) == 0) anyone(random).ifPresent(FakeWorkers.Fake::crash);
            }
            case 9 -> anyone(random).ifPresent(FakeWorkers.Fake::ready);
            default -> anyone(random).ifPresent(worker -> worker.answer(anything(random)));
        }
    }

    private void start(SplittableRandom random) {
        var codecs = Codec.values();
        var from = codecs[random.nextInt(codecs.length)];
        var to = codecs[random.nextInt(codecs.length)];
        foreman.start("stream " + random.nextInt(8), new Track(0, from), to, results)
                .ifPresent(jobs::add);
    }

    private void feed(Transcoder.Job job, SplittableRandom random) {
        int length = random.nextInt(10) == 0 ? random.nextInt(Assignment.MAX_FRAME + 10) : random.nextInt(100);
        for (int i = random.nextInt(40); i >= 0; i--)
            job.frame(new Frame(0, workers.nowNanos, random.nextInt(10) == 0, PAYLOAD.slice(0, length)));
        if (random.nextBoolean()) job.requestKeyframe();
    }

    private void still(SplittableRandom random) {
        var jpeg = new CompletableFuture<Optional<Bytes>>();
        stills.add(jpeg);
        foreman.still(
                "stream " + random.nextInt(8),
                random.nextInt(9) == 0 ? Codec.AAC : Codec.VP8,
                Bytes.of(new byte[10]),
                random.nextInt(5000),
                new StillRequest(jpeg));
    }

    private Optional<FakeWorkers.Fake> anyone(SplittableRandom random) {
        return workers.started.isEmpty()
                ? Optional.empty()
                : Optional.of(workers.started.get(random.nextInt(workers.started.size())))
                        .filter(worker -> !worker.killed && !worker.gone);
    }

    private static Answer anything(SplittableRandom random) {
        int job = random.nextInt(40);
        var payload = Bytes.of(new byte[1 + random.nextInt(20)]);
        return switch (random.nextInt(6)) {
            case 0 -> new Answer.Ready();
            case 1 -> new Answer.Described(job, Codec.values()[random.nextInt(7)], payload);
            case 2 -> new Answer.Made(job, random.nextLong(), random.nextBoolean(), payload);
            case 3 -> new Answer.Handled(job, random.nextInt(65_536), 0);
            case 4 -> random.nextInt(20) == 0 ? new Answer.Failed(job, "no") : new Answer.Handled(job, 1, 1);
            default -> new Answer.Picture(job, random.nextBoolean() ? payload : Bytes.EMPTY);
        };
    }
}
