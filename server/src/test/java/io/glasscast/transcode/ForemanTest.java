package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.transcode.wire.Answer;
import io.glasscast.transcode.wire.Order;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Who works for whom, in virtual time.
class ForemanTest {
    private static final long MILLI = 1_000_000;
    private static final Track SOUND = new Track(1, Codec.OPUS);
    private static final Track AAC = new Track(1, Codec.AAC, Bytes.hex("1190"));
    private static final Track PICTURES = new Track(0, Codec.H264);

    private final FakeWorkers workers = new FakeWorkers();
    private final WorkshopCounters counters = new WorkshopCounters();
    private final Results results = new Results();
    private Foreman foreman = foreman(0, 8);

    private Foreman foreman(int spares, int most) {
        var settings = new WorkshopSettings(
                new WorkerCommand(List.of("none")),
                most,
                4,
                1,
                spares,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                2,
                Duration.ofMinutes(1));
        return new Foreman(settings, counters, () -> workers.nowNanos, workers);
    }

    private Transcoder.Job start(String stream, Track track) {
        var target = track.codec() == Codec.OPUS ? Codec.AAC : Codec.H264;
        return foreman.start(stream, track, target, results).orElseThrow();
    }

    private void pass(long millis) {
        for (long until = workers.nowNanos + millis * MILLI; workers.nowNanos < until; ) {
            workers.nowNanos += Math.min(250 * MILLI, until - workers.nowNanos);
            foreman.elapse(workers.nowNanos);
        }
    }

    private Frame frame(int number, boolean keyframe) {
        return new Frame(0, workers.nowNanos + number * 20L * MILLI, keyframe, Bytes.of(new byte[100]));
    }

    private void feed(Transcoder.Job job, int frames) {
        for (int i = 0; i < frames; i++) job.frame(frame(i, i == 0));
    }

    @Test
    void framesWaitForTheWorkerAndGoToIt() {
        var job = start("s", SOUND);
        feed(job, 3);
        assertThat(workers.last().orders).isEmpty();
        workers.last().ready();
        assertThat(workers.last().orders.getFirst())
                .isEqualTo(new Order.Open(workers.last().job(), Codec.OPUS, Bytes.EMPTY, Codec.AAC, 0));
        assertThat(workers.last().feeds()).isEqualTo(3);
        workers.last().answer(new Answer.Described(workers.last().job(), Codec.AAC, Bytes.hex("1190")));
        workers.last().work(3);
        assertThat(results.tracks).containsExactly(new Track(1, Codec.AAC, Bytes.hex("1190")));
        assertThat(results.frames).hasSize(3);
    }

    @Test
    void whatSoundWillBeIsKnownBeforeItIsMade() {
        var job = foreman.start("s", SOUND, Codec.AAC, results).orElseThrow();
        job.foretell(workers.nowNanos);
        workers.last().ready();
        workers.last().answer(new Answer.Described(workers.last().job(), Codec.AAC, Bytes.hex("1190")));
        assertThat(results.tracks).containsExactly(new Track(1, Codec.AAC, Bytes.hex("1190")));
        var mono = Bytes.hex("4f70757348656164 01 01 3801 80bb0000 0000 00");
        foreman.start("s", new Track(2, Codec.OPUS, mono), Codec.AAC, results)
                .orElseThrow()
                .foretell(workers.nowNanos);
        assertThat(results.tracks.getLast()).isEqualTo(new Track(2, Codec.AAC, Bytes.hex("1188")));
    }

    @Test
    void jobsOfOneStreamShareAWorkerAndThoseOfTwoNever() {
        start("one", SOUND);
        start("one", PICTURES);
        start("two", SOUND);
        assertThat(workers.started).hasSize(2);
        assertThat(counters.workers()).isEqualTo(2);
        assertThat(counters.soundJobs()).isEqualTo(2);
        assertThat(counters.pictureJobs()).isEqualTo(1);
    }

    @Test
    void aSpareIsKeptWarmAndTakesTheNextStream() {
        foreman = foreman(1, 8);
        pass(3_000);
        assertThat(workers.started).hasSize(1);
        workers.last().ready();
        start("s", SOUND);
        assertThat(workers.started).hasSize(1);
        assertThat(workers.last().orders).hasSize(1);
        pass(3_000);
        assertThat(workers.started).hasSize(2);
        assertThat(counters.workers()).isEqualTo(2);
    }

    @Test
    void aSpareThatCannotStartIsTriedMoreAndMoreSeldom() {
        foreman = foreman(1, 8);
        for (int i = 0; i < 4 * 600; i++) {
            int before = workers.started.size();
            pass(250);
            if (workers.started.size() > before) workers.last().crash();
        }
        assertThat(workers.started).hasSizeBetween(5, 8);
        assertThat(counters.workers()).isZero();
    }

    @Test
    void aCrashIsAGapAndNotTheEnd() {
        var job = start("s", SOUND);
        var first = workers.last();
        first.ready();
        first.answer(new Answer.Described(first.job(), Codec.AAC, Bytes.hex("1190")));
        feed(job, 10);
        first.work(5);
        first.crash();
        assertThat(workers.started).hasSize(2);
        var second = workers.last();
        feed(job, 2);
        second.ready();
        second.answer(new Answer.Described(second.job(), Codec.AAC, Bytes.hex("1190")));
        long last = results.frames.getLast().ptsNanos();
        assertThat(((Order.Open) second.orders.getFirst()).notBeforeNanos()).isEqualTo(last + 20 * MILLI);
        second.work(2);
        assertThat(results.frames).hasSize(7);
        assertThat(results.tracks).hasSize(1);
        assertThat(results.failures).isEmpty();
        assertThat(counters.lost()).isEqualTo(5);
        assertThat(counters.crashed()).isEqualTo(1);
        assertThat(counters.workers()).isEqualTo(1);
    }

    @Test
    void picturesGoOnWithTheNextKeyframe() {
        var job = start("s", PICTURES);
        workers.last().ready();
        feed(job, 10);
        workers.last().crash();
        workers.last().ready();
        job.frame(frame(10, false));
        assertThat(workers.last().feeds()).isZero();
        job.frame(frame(11, true));
        job.frame(frame(12, false));
        assertThat(workers.last().feeds()).isEqualTo(2);
    }

    @Test
    void aWorkerThatDoesNotAnswerIsReplaced() {
        var job = start("s", SOUND);
        workers.last().ready();
        feed(job, 1);
        pass(4_900);
        assertThat(workers.started).hasSize(1);
        pass(500);
        assertThat(workers.started).hasSize(2);
        assertThat(workers.started.getFirst().killed).isTrue();
        assertThat(counters.hung()).isEqualTo(1);
    }

    /// A machine that stood still for a minute stood still for its workers too.
    @Test
    void aWorkerThatCouldNotWorkIsNotReplaced() {
        var job = start("s", SOUND);
        workers.last().ready();
        feed(job, 1);
        workers.nowNanos += 60_000 * MILLI;
        foreman.elapse(workers.nowNanos);
        pass(4_000);
        assertThat(workers.last().killed).isFalse();
        pass(1_000);
        assertThat(workers.started.getFirst().killed).isTrue();
    }

    @Test
    void aWorkerThatNeverGetsReadyIsReplaced() {
        start("s", SOUND);
        pass(21_000);
        assertThat(workers.started).hasSize(2);
        assertThat(workers.started.getFirst().killed).isTrue();
    }

    @Test
    void whoBreaksWorkersIsGivenUp() {
        var job = start("s", SOUND);
        for (int i = 0; i < 3; i++) {
            workers.last().ready();
            feed(job, 1);
            workers.last().crash();
        }
        assertThat(results.failures).singleElement().asString().contains("3 times");
        assertThat(workers.started).hasSize(3);
        assertThat(counters.workers()).isZero();
        assertThat(counters.soundJobs()).isZero();
        assertThat(foreman.start("s", SOUND, Codec.AAC, results)).isEmpty();
        assertThat(foreman.start("other", SOUND, Codec.AAC, results)).isPresent();
        pass(61_000);
        assertThat(foreman.start("s", SOUND, Codec.AAC, results)).isPresent();
        feed(job, 1);
        job.close();
    }

    @Test
    void crashesLongAgoAreForgiven() {
        start("s", SOUND);
        for (int i = 0; i < 10; i++) {
            workers.last().ready();
            workers.last().crash();
            workers.last().ready();
            pass(40_000);
        }
        assertThat(results.failures).isEmpty();
    }

    @Test
    void aJobThatCannotBeDoneFailsInWordsAndTheOthersGoOn() {
        start("s", SOUND);
        int sound = 1;
        workers.last().ready();
        start("s", PICTURES);
        workers.last().answer(new Answer.Failed(sound, "open the decoder of OPUS: Invalid data"));
        assertThat(results.failures).containsExactly("open the decoder of OPUS: Invalid data");
        assertThat(workers.last().orders).contains(new Order.Close(sound));
        assertThat(counters.soundJobs()).isZero();
        assertThat(counters.pictureJobs()).isEqualTo(1);
    }

    @Test
    void queuesAreBoundedAndTheOldestSoundGoesFirst() {
        var job = start("s", SOUND);
        feed(job, 1_000);
        assertThat(counters.lost()).isEqualTo(500);
        workers.last().ready();
        assertThat(workers.last().feeds()).isEqualTo(32);
        var first = (Order.Feed) workers.last().orders.get(1);
        assertThat(first.ptsNanos()).isEqualTo(workers.nowNanos + 500 * 20 * MILLI);
        workers.last().work(32);
        assertThat(workers.last().feeds()).isEqualTo(64);
    }

    /// Nobody wants to hear then what was said while it began.
    @Test
    void aWorkerThatIsReadyLateBeginsWithThePresentOfSoundForWebRtc() {
        var job = foreman.start("s", AAC, Codec.OPUS, results).orElseThrow();
        feed(job, 400);
        workers.last().ready();
        assertThat(feedsMillis()).hasSize(16).startsWith(7_680L).endsWith(7_980L);
        assertThat(counters.lost()).isEqualTo(384);
    }

    @Test
    void aWorkerThatStallsGoesOnWithThePresentOfSoundForWebRtc() {
        var job = foreman.start("s", AAC, Codec.OPUS, results).orElseThrow();
        workers.last().ready();
        feed(job, 400);
        workers.last().work(32);
        assertThat(feedsMillis()).hasSize(48).endsWith(7_980L).doesNotContain(640L, 7_660L);
        assertThat(counters.lost()).isEqualTo(400 - 48);
    }

    /// What the last worker was fed, in milliseconds from now.
    private List<Long> feedsMillis() {
        return workers.last().orders.stream()
                .filter(Order.Feed.class::isInstance)
                .map(order -> (((Order.Feed) order).ptsNanos() - workers.nowNanos) / MILLI)
                .toList();
    }

    @Test
    void picturesThatDoNotFitGoUpToTheNextKeyframe() {
        var job = start("s", PICTURES);
        for (int i = 0; i < 310; i++) job.frame(frame(i, i == 0));
        job.frame(frame(400, true));
        workers.last().ready();
        var feeds = workers.last().orders.stream()
                .filter(Order.Feed.class::isInstance)
                .map(order -> (Order.Feed) order)
                .toList();
        assertThat(feeds).hasSize(1);
        assertThat(feeds.getFirst().keyframe()).isTrue();
        assertThat(counters.lost()).isEqualTo(310);
    }

    @Test
    void anIdleWorkerIsEnded() {
        var job = start("s", SOUND);
        workers.last().ready();
        pass(60_000);
        assertThat(workers.last().killed).isFalse();
        job.close();
        assertThat(workers.last().orders).last().isInstanceOf(Order.Close.class);
        pass(9_000);
        assertThat(workers.last().killed).isFalse();
        pass(2_000);
        assertThat(workers.last().killed).isTrue();
        assertThat(counters.workers()).isZero();
    }

    @Test
    void aJobThatIsClosedHearsNothingMore() {
        var job = start("s", SOUND);
        workers.last().ready();
        feed(job, 2);
        job.close();
        workers.last().work(2);
        workers.last().crash();
        assertThat(results.frames).isEmpty();
        assertThat(results.failures).isEmpty();
        assertThat(workers.started).hasSize(1);
    }

    @Test
    void thereAreOnlySoManyJobsAndWorkers() {
        start("s", PICTURES);
        assertThat(foreman.available(Codec.H265, Codec.H264)).isFalse();
        assertThat(foreman.start("t", PICTURES, Codec.H264, results)).isEmpty();
        assertThat(foreman.available(Codec.OPUS, Codec.AAC)).isTrue();
        foreman = foreman(0, 2);
        var one = start("one", SOUND);
        start("two", SOUND);
        assertThat(foreman.start("three", SOUND, Codec.AAC, results)).isEmpty();
        assertThat(counters.refused()).isEqualTo(2);
        one.close();
        // An idle worker makes room for a stream that needs one.
        assertThat(foreman.start("three", SOUND, Codec.AAC, results)).isPresent();
    }

    @Test
    void nobodyMakesWhatNobodyCan() {
        for (var from : Codec.values())
            for (var to : Codec.values()) {
                boolean can = foreman.available(from, to);
                assertThat(can)
                        .isEqualTo((from.kind() == Codec.Kind.VIDEO && to == Codec.H264)
                                || (from == Codec.OPUS && to == Codec.AAC)
                                || (from == Codec.AAC && to == Codec.OPUS));
                assertThat(foreman.start("s", new Track(0, from), to, results).isPresent())
                        .isEqualTo(can && counters.pictureJobs() + counters.soundJobs() > 0);
                foreman.end();
            }
    }

    @Test
    void aKeyframeIsAskedForOnceUntilItComes() {
        var job = start("s", PICTURES);
        workers.last().ready();
        for (int i = 0; i < 100; i++) job.requestKeyframe();
        assertThat(workers.last().orders.stream().filter(Order.Refresh.class::isInstance))
                .hasSize(1);
        workers.last().answer(new Answer.Described(1, Codec.H264, Bytes.EMPTY));
        workers.last().answer(new Answer.Made(1, workers.nowNanos, true, Bytes.hex("00")));
        job.requestKeyframe();
        assertThat(workers.last().orders.stream().filter(Order.Refresh.class::isInstance))
                .hasSize(2);
    }

    private CompletableFuture<Optional<Bytes>> still(String stream) {
        var jpeg = new CompletableFuture<Optional<Bytes>>();
        foreman.still(stream, Codec.H264, Bytes.hex("00"), 320, new StillRequest(jpeg));
        return jpeg;
    }

    @Test
    void thumbnailsComeFromTheStreamsWorker() {
        var jpeg = still("s");
        workers.last().ready();
        var order = (Order.Still) workers.last().orders.getFirst();
        workers.last().answer(new Answer.Picture(order.job(), Bytes.hex("ffd8")));
        assertThat(jpeg).isCompletedWithValue(Optional.of(Bytes.hex("ffd8")));
        var damaged = still("s");
        assertThat(workers.started).hasSize(1);
        workers.last().answer(new Answer.Picture(workers.last().orders.getLast().job(), Bytes.EMPTY));
        assertThat(damaged).isCompletedWithValue(Optional.empty());
        assertThat(counters.thumbnails()).isEqualTo(1);
    }

    @Test
    void aThumbnailThatBreaksTheWorkerIsNotTriedAgain() {
        start("s", SOUND);
        workers.last().ready();
        var jpeg = still("s");
        workers.last().crash();
        assertThat(jpeg).isCompletedWithValue(Optional.empty());
        workers.last().ready();
        assertThat(still("s")).isCompletedWithValue(Optional.empty());
        assertThat(workers.started).hasSize(2);
        assertThat(still("other")).isNotDone();
        pass(61_000);
        workers.last().ready();
        assertThat(still("s")).isNotDone();
    }

    @Test
    void aThumbnailThatWaitedForItsWorkerIsNotAHang() {
        var jpeg = still("s");
        pass(10_000);
        workers.last().ready();
        pass(1_000);
        assertThat(jpeg).isNotDone();
        assertThat(workers.started).hasSize(1);
        pass(5_000);
        assertThat(jpeg).isCompletedWithValue(Optional.empty());
        assertThat(counters.hung()).isEqualTo(1);
    }

    @Test
    void onlySoManyThumbnailsWait() {
        for (int i = 0; i < 4; i++) assertThat(still("s")).isNotDone();
        assertThat(still("s")).isCompletedWithValue(Optional.empty());
        foreman.end();
    }
}
