package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.glasscast.bitstream.Samples;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.transcode.worker.Direct;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What it costs that codecs live in another process: processor time for a second of sound, in this process
/// against through a worker. Printed, because a busy machine makes a limit a lottery; docs/transcoding.md has
/// the numbers of a quiet one.
@Timeout(120)
class CrossingCostTest {
    private static final int WARM_UP_SECONDS = 10, SECONDS = 20, PACKETS_A_SECOND = 50;
    private static final long PACKET_NANOS = 20_000_000;
    private static final List<io.glasscast.kernel.Bytes> PACKETS = Samples.OPUS.frames();

    @Test
    void soundDirectAndThroughAWorker() {
        try (var direct = new Direct(Codec.OPUS, Codec.AAC)) {
            int warm = WARM_UP_SECONDS * PACKETS_A_SECOND, all = warm + SECONDS * PACKETS_A_SECOND;
            for (int i = 0; i < warm; i++) direct.feed(i * PACKET_NANOS, packet(i));
            long before = threadNanos();
            for (int i = warm; i < all; i++) direct.feed(i * PACKET_NANOS, packet(i));
            double directMillis = (threadNanos() - before) / 1e6 / SECONDS;

            var cost = throughAWorker();
            System.out.printf(
                    "Opus to AAC, ms of processor time a second of sound: %.1f direct; through a worker %.1f in it, %.1f in"
                            + " the house%n",
                    directMillis, cost.workerMillis, cost.houseMillis);
            assertThat(cost.workerMillis).isPositive();
        }
    }

    private record Cost(double workerMillis, double houseMillis) {}

    private static Cost throughAWorker() {
        var settings = WorkshopSettings.forCores(WorkerProcessTest.COMMAND, 2).withSpares(0);
        var results = new Results();
        try (var loop = new Loop();
                var workshop = new Workshop(loop, loop::nowNanos, settings)) {
            var job = loop.ask(() -> workshop.start("s", new Track(1, Codec.OPUS), Codec.AAC, results)
                    .orElseThrow());
            feed(loop, job, results, 0, WARM_UP_SECONDS);
            var worker = ProcessHandle.current().children().findFirst().orElseThrow();
            long workerBefore = processNanos(worker), houseBefore = houseNanos();
            feed(loop, job, results, WARM_UP_SECONDS, SECONDS);
            return new Cost(
                    (processNanos(worker) - workerBefore) / 1e6 / SECONDS,
                    (houseNanos() - houseBefore) / 1e6 / SECONDS);
        }
    }

    /// So little at a time that nothing waits, as in real time.
    private static void feed(
            Loop loop, io.glasscast.hub.Transcoder.Job job, Results results, int fromSecond, int seconds) {
        for (int i = fromSecond * PACKETS_A_SECOND; i < (fromSecond + seconds) * PACKETS_A_SECOND; i++) {
            int number = i;
            loop.execute(() -> job.frame(new Frame(1, 1_000_000_000L + number * PACKET_NANOS, true, packet(number))));
            int due = (int) (number * 960L / 1024) - 10;
            results.await("sound", r -> r.frames.size() >= due);
        }
    }

    private static io.glasscast.kernel.Bytes packet(int number) {
        return PACKETS.get(number % PACKETS.size());
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long houseNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long processNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }
}
