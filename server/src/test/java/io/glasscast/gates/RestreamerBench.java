package io.glasscast.gates;

import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Mishaps;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One stream whose camera films or does not, destinations that do what the test says, and a clock that moves when
/// told.
final class RestreamerBench {
    static final long MS = 1_000_000;
    static final String STREAM = "m1";
    private static final long FRAME_NANOS = 100 * MS;
    private static final int GROUP = 20;

    /// What was told of an output.
    record News(long atMs, String outputId, Output.State state, String message) {}

    /// What a test makes fail.
    private static final class Bug extends RuntimeException {}

    final List<News> news = new ArrayList<>();
    /// Whose turns failed by a bug that the test made; another is everybody's.
    final List<String> mishaps = new ArrayList<>();
    final List<FakePush> attempts = new ArrayList<>();
    /// What a destination does with an attempt, by address; without one it does nothing at all.
    final Map<String, Function<FakePush, FakePush>> destinations = new HashMap<>();

    final Hub hub = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, Transcoder.NONE, 0, this::happened));
    final Restreamer restreamer;
    long now;
    private final Stream stream =
            hub.open(new StreamNames(STREAM, "ingest", "playback")).orElseThrow();
    private Optional<Publication> filming = Optional.empty();
    private long nextFrameNanos = Machine.NEVER;
    private int frames;

    RestreamerBench(long seed) {
        restreamer = new Restreamer(
                hub,
                new Destinations(),
                Chance.seeded(seed),
                (_, outputId, state, message) -> news.add(new News(now / MS, outputId, state, message)));
    }

    private void happened(String turn, Throwable why) {
        if (!(why instanceof Bug)) Mishaps.UNFORGIVEN.happened(turn, why);
        mishaps.add(turn);
    }

    void add(String outputId, String url) {
        restreamer.add(STREAM, new OutputOrder(outputId, url), now);
        settle();
    }

    /// A camera begins to film, or another one takes over.
    void film() {
        filming = Optional.of(stream.publish(new Camera(), List.of(new Track(0, Codec.H264)), now));
        frames = 0;
        nextFrameNanos = now;
        pass(Duration.ZERO);
    }

    /// The camera goes; it may come back.
    void lose() {
        filming.ifPresent(publication -> publication.end(now));
        filming = Optional.empty();
        nextFrameNanos = Machine.NEVER;
        settle();
    }

    void pass(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            long due = Math.min(nextFrameNanos, Math.min(hub.deadlineNanos(), restreamer.deadlineNanos()));
            if (due > until) break;
            now = Math.max(now, due);
            if (now >= nextFrameNanos) {
                nextFrameNanos += FRAME_NANOS;
                filming.ifPresent(publication ->
                        publication.frame(new Frame(0, now, frames++ % GROUP == 0, Bytes.of(new byte[100])), now));
                for (var attempt : attempts) attempt.frame();
            }
            settle();
        }
        now = until;
    }

    /// What the loop does at the end of every turn.
    void settle() {
        for (int turns = 0; hub.deadlineNanos() <= now || restreamer.deadlineNanos() <= now; turns++) {
            hub.elapse(now);
            restreamer.elapse(now);
            if (turns > 100) throw new AssertionError("something due is not done");
        }
    }

    List<News> newsOf(String outputId) {
        return news.stream().filter(it -> it.outputId().equals(outputId)).toList();
    }

    List<Output.State> states(String outputId) {
        return newsOf(outputId).stream().map(News::state).toList();
    }

    News last(String outputId) {
        return newsOf(outputId).getLast();
    }

    List<FakePush> attemptsAt(String url) {
        return attempts.stream().filter(attempt -> attempt.url.equals(url)).toList();
    }

    FakePush attempt(String url) {
        return attemptsAt(url).getLast();
    }

    private final class Destinations implements Pushes {
        @Override
        public Optional<String> objection(String url) {
            return url.startsWith("no") ? Optional.of("This is no address") : Optional.empty();
        }

        @Override
        public Push start(String url, Stream to, Push.Report report, long nowNanos) {
            var push = new FakePush(url, report, nowNanos);
            attempts.add(push);
            return destinations.getOrDefault(url, it -> it).apply(push);
        }
    }

    private static final class Camera implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Publisher.Dismissal why, long nowNanos) {}
    }

    /// An attempt that goes as the test says.
    final class FakePush implements Push {
        final String url;
        final long startedNanos;
        private final Report report;
        private long activeAtNanos = Machine.NEVER;
        private long endAtNanos = Machine.NEVER;
        private String why = "";
        private boolean takes;
        private boolean throwing;
        private boolean stubborn;
        boolean closed;
        private long bytes;
        private long dropped;

        FakePush(String url, Report report, long nowNanos) {
            this.url = url;
            this.report = report;
            startedNanos = nowNanos;
        }

        /// Accepts, after a while, and takes what comes.
        FakePush accepting(Duration after) {
            activeAtNanos = startedNanos + after.toNanos();
            takes = true;
            return this;
        }

        /// Ends by itself, after a while.
        FakePush ending(Duration after, String words) {
            endAtNanos = startedNanos + after.toNanos();
            why = words;
            return this;
        }

        /// Accepted, it takes nothing more.
        FakePush stall() {
            takes = false;
            return this;
        }

        /// A bug.
        FakePush throwing() {
            throwing = true;
            return this;
        }

        /// A bug that shows when it is ended.
        FakePush stubborn() {
            stubborn = true;
            return this;
        }

        /// The destination goes away, now.
        void die(String words) {
            closed = true;
            report.ended(words, now);
            settle();
        }

        void frame() {
            if (closed || now < activeAtNanos) return;
            if (takes) bytes += 100;
            else dropped++;
        }

        @Override
        public void close(long nowNanos) {
            closed = true;
            if (stubborn) throw new Bug();
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public long dropped() {
            return dropped;
        }

        @Override
        public void elapse(long nowNanos) {
            if (throwing) throw new Bug();
            if (nowNanos >= endAtNanos) {
                endAtNanos = Machine.NEVER;
                closed = true;
                report.ended(why, nowNanos);
            } else if (nowNanos >= activeAtNanos && !announced) {
                announced = true;
                report.active(nowNanos);
            }
        }

        private boolean announced;

        @Override
        public long deadlineNanos() {
            if (throwing) return 0;
            return Math.min(endAtNanos, announced ? Machine.NEVER : activeAtNanos);
        }
    }
}
