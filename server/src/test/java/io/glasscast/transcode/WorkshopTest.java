package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.glasscast.bitstream.Samples;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Real worker processes. What they are told and tell is in real time, but nothing waits for a time to pass
/// that is not the thing tested.
@Timeout(120)
class WorkshopTest {
    private static final long PACKET_NANOS = 20_000_000;
    private static final List<Bytes> PACKETS = Samples.OPUS.frames();
    private static final Track OPUS = new Track(1, Codec.OPUS);

    /// Three times what a worker needs for sound.
    private static final long SWOLLEN_BYTES = 256L << 20;

    /// As many as this system lets us build.
    private static final Walls WALLS = new Walls(List.of(), List.of());

    private final Loop loop = new Loop();
    private final Results results = new Results();
    private Workshop workshop = new Workshop(loop, loop::nowNanos, settings().withSpares(0));

    private static WorkshopSettings settings() {
        return WorkshopSettings.forCores(WorkerProcessTest.COMMAND.within(WALLS), 2);
    }

    @AfterEach
    void close() {
        workshop.close();
        assertThat(loop.ask(() -> workshop.start("s", OPUS, Codec.AAC, results)))
                .isEmpty();
        loop.close();
    }

    private Transcoder.Job start(Track track, Codec target) {
        return loop.ask(() -> workshop.start("s", track, target, results).orElseThrow());
    }

    /// Feeds sound from a time on as fast as it is taken.
    private void feed(Transcoder.Job job, int from, int count) {
        loop.execute(() -> IntStream.range(from, from + count)
                .forEach(i -> job.frame(
                        new Frame(1, 1_000_000_000L + i * PACKET_NANOS, true, PACKETS.get(i % PACKETS.size())))));
    }

    private static void await(String what, BooleanSupplier so) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("no " + what);
            Thread.sleep(10);
        }
    }

    /// The one process that this one has started.
    private static ProcessHandle worker() {
        return ProcessHandle.current().children().findFirst().orElseThrow();
    }

    @Test
    void soundComesAtOnceFromAWarmSpare() throws Exception {
        workshop.close();
        workshop = new Workshop(loop, loop::nowNanos, settings());
        await("spare", () -> workshop.counters().ready() == 1);
        long start = loop.nowNanos();
        var job = start(OPUS, Codec.AAC);
        for (int i = 0; results.soFar() < 5; i++) {
            long pts = start + i * PACKET_NANOS;
            var packet = PACKETS.get(i % PACKETS.size());
            await("time", () -> loop.nowNanos() >= pts);
            loop.execute(() -> job.frame(new Frame(1, pts, true, packet)));
        }
        long firstMillis = (results.firstFrameNanos - start) / 1_000_000;
        System.out.println("first AAC frame " + firstMillis + " ms after the first Opus packet");
        // 45 to 65 on a quiet machine; 300 is the target, which a machine that builds other things meanwhile may miss.
        assertThat(firstMillis).isLessThan(1_000);
        assertThat(workshop.counters().started()).isLessThanOrEqualTo(2);
    }

    @Test
    void aWorkerThatIsKilledIsAGapAndNotTheEnd() throws Exception {
        var job = start(OPUS, Codec.AAC);
        feed(job, 0, 50);
        results.await("sound", r -> r.frames.size() >= 30);
        var killed = worker();
        killed.destroyForcibly();
        await("crash", () -> workshop.counters().crashed() == 1);
        long last = loop.ask(() -> results.frames.getLast().ptsNanos());
        int before = results.soFar();
        feed(job, 100, 50);
        results.await("sound again", r -> r.frames.size() >= before + 30);
        assertThat(worker().pid()).isNotEqualTo(killed.pid());
        assertThat(results.failures).isEmpty();
        assertThat(results.tracks).hasSize(1);
        assertThat(results.frames.get(before).ptsNanos()).isGreaterThan(last);
    }

    @Test
    void aWorkerThatHangsIsReplaced() throws Exception {
        workshop.close();
        workshop = new Workshop(loop, loop::nowNanos, impatient());
        var job = start(OPUS, Codec.AAC);
        feed(job, 0, 20);
        results.await("sound", r -> r.frames.size() >= 10);
        var stopped = worker();
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(stopped.pid()))
                        .start()
                        .waitFor())
                .isZero();
        feed(job, 20, 10);
        await("end of patience", () -> workshop.counters().hung() == 1);
        int before = results.soFar();
        feed(job, 30, 50);
        results.await("sound again", r -> r.frames.size() >= before + 30);
        stopped.onExit().get(10, TimeUnit.SECONDS);
        assertThat(results.failures).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWorkerThatSwellsIsReplaced(@TempDir Path table) throws Exception {
        workshop.close();
        var gluttons = Glutton.command(table, SWOLLEN_BYTES).within(WALLS).withResidentBytes(SWOLLEN_BYTES);
        workshop = new Workshop(
                loop, loop::nowNanos, WorkshopSettings.forCores(gluttons, 2).withSpares(0));
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var crews = (Logger) LoggerFactory.getLogger(Crew.class);
        crews.addAppender(log);
        try {
            var job = start(OPUS, Codec.AAC);
            feed(job, 0, 50);
            results.await("sound", r -> r.frames.size() >= 30);
            var swollen = worker();
            Files.createFile(table.resolve(Long.toString(swollen.pid())));
            await("end of the swollen one", () -> workshop.counters().crashed() == 1);
            swollen.onExit().get(10, TimeUnit.SECONDS);
            int before = results.soFar();
            feed(job, 100, 50);
            results.await("sound again", r -> r.frames.size() >= before + 30);
            assertThat(loop.ask(() -> log.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .toList()))
                    .singleElement()
                    .asString()
                    .matches("a transcoding worker is gone: it took \\d+ MB of memory");
            assertThat(results.failures).isEmpty();
            assertThat(results.tracks).hasSize(1);
            assertThat(workshop.counters().started()).isEqualTo(2);
            assertThat(workshop.counters().crashed()).isEqualTo(1);
        } finally {
            crews.detachAppender(log);
        }
    }

    private static WorkshopSettings impatient() {
        return new WorkshopSettings(
                WorkerProcessTest.COMMAND,
                4,
                4,
                1,
                0,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                3,
                Duration.ofMinutes(1));
    }

    @Test
    void aWorkerThatCannotBeStartedFailsInWords() {
        workshop.close();
        var broken = WorkshopSettings.forCores(new WorkerCommand(List.of("/does/not/exist")), 2);
        workshop = new Workshop(loop, loop::nowNanos, broken.withSpares(0));
        start(OPUS, Codec.AAC);
        results.await("failure", r -> !r.failures.isEmpty());
        assertThat(results.failures).singleElement().asString().contains("broke down");
    }

    @Test
    void sourcesThatMakeNoSenseFailInWords() {
        start(new Track(1, Codec.AAC, Bytes.hex("ffffffff")), Codec.OPUS);
        results.await("failure", r -> !r.failures.isEmpty());
        assertThat(results.failures).singleElement().asString().contains("AAC");
        assertThat(workshop.counters().crashed()).isZero();
    }

    @Test
    void bFramesComeOutInOrder() throws Exception {
        var frames = BFrames.from(1_000_000_000L);
        var job = start(new Track(0, Codec.H264), Codec.H264);
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            loop.execute(() -> job.frame(frame));
            // As fast as it can be done: some are in the decoder, and a worker that is behind leaves pictures out.
            int due = i - 8;
            results.await("pictures", r -> r.frames.size() >= due);
        }
        var times = results.frames.stream().map(Frame::ptsNanos).toList();
        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(results.frames.getFirst().keyframe()).isTrue();
    }

    private Optional<BufferedImage> thumbnail(Codec codec, Bytes keyframe, int width) throws Exception {
        var jpeg = workshop.thumbnail("s", codec, keyframe, width)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        return jpeg.map(bytes -> {
            try {
                return ImageIO.read(new ByteArrayInputStream(bytes.toArray()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void thumbnailsOfEveryCodec() throws Exception {
        for (var sample : List.of(Samples.H264, Samples.H265, Samples.VP8, Samples.VP9, Samples.AV1)) {
            var keyframe = sample.frames().getFirst();
            var image = thumbnail(sample.codec(), keyframe, 160).orElseThrow();
            assertThat(image.getWidth()).as(sample.name()).isEqualTo(160);
            assertThat(image.getHeight()).isEqualTo(90);
            assertThat(colours(image)).as("%s is a picture", sample).isGreaterThan(100);
            assertThat(thumbnail(sample.codec(), keyframe, 4000).orElseThrow().getWidth())
                    .isEqualTo(Samples.WIDTH);
            assertThat(thumbnail(sample.codec(), Bytes.of(new byte[40]), 160)).isEmpty();
        }
        assertThat(workshop.counters().crashed()).isZero();
        assertThat(workshop.counters().thumbnails()).isEqualTo(10);
    }

    private static long colours(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .distinct()
                .count();
    }
}
