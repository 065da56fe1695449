package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final long MS = 1_000_000;
    private static final List<Track> TRACKS = List.of(new Track(0, Codec.H264), new Track(1, Codec.OPUS));
    private static final StreamNames NAMES = new StreamNames("m1", "ingest", "playback");

    private final List<StreamEvent> events = new ArrayList<>();
    private final Hub hub = new Hub(HubLimits.DEFAULT, (_, event) -> events.add(event));
    private final Stream stream = hub.open(NAMES).orElseThrow();
    private final Sender sender = new Sender();
    private final Watcher watcher = new Watcher();

    @Test
    void aViewerThatJoinsStartsOnTheLastKeyframeAtOnce() {
        var publication = stream.publish(sender, TRACKS, 0);
        publication.frame(picture(0, true), 0);
        publication.frame(picture(33, false), 33 * MS);
        publication.frame(picture(2000, true), 2000 * MS);
        publication.frame(sound(2010), 2010 * MS);
        publication.frame(picture(2033, false), 2033 * MS);
        stream.join(watcher, 2040 * MS);
        assertThat(watcher.group.stream().map(Frame::keyframe)).containsExactly(true, true, false);
        assertThat(watcher.group.getFirst().ptsNanos()).isEqualTo(2000 * MS);
        assertThat(sender.asked).isZero();
    }

    @Test
    void whatComesInIsMeasuredFromWhenItCanBeWatched() {
        var publication = stream.publish(sender, TRACKS, 0);
        assertThat(stream.intakeBitsPerSecond(0)).isZero();
        publication.frame(new Frame(0, 0, true, Bytes.of(new byte[1_000])), 600 * MS);
        assertThat(stream.intakeBitsPerSecond(1_000 * MS)).isEqualTo(8_000);
        publication.frame(new Frame(0, 33 * MS, false, Bytes.of(new byte[500])), 1_500 * MS);
        assertThat(stream.intakeBitsPerSecond(2_000 * MS)).isEqualTo(4_000);
        publication.end(2_500 * MS);
        assertThat(stream.intakeBitsPerSecond(3_000 * MS)).isZero();
    }

    @Test
    void asksForAKeyframeOnceEveryHalfSecondHoweverManyJoin() {
        var publication = stream.publish(sender, TRACKS, 0);
        for (int i = 0; i < 100; i++) stream.join(new Watcher(), i * MS);
        assertThat(sender.asked).isEqualTo(1);
        hub.elapse(499 * MS);
        assertThat(sender.asked).isEqualTo(1);
        assertThat(hub.deadlineNanos()).isEqualTo(500 * MS);
        hub.elapse(500 * MS);
        assertThat(sender.asked).isEqualTo(2);
        publication.frame(picture(600, true), 600 * MS);
        hub.elapse(1_100 * MS);
        assertThat(sender.asked).isEqualTo(2);
    }

    /// What is due since before time began is nothing that an alarm could be set for.
    @Test
    void aWishFromBeforeAPublisherCameIsDueWhenItComes() {
        stream.requestKeyframe(10 * MS);
        stream.publish(sender, TRACKS, 20 * MS);
        assertThat(hub.deadlineNanos()).isBetween(0L, 20 * MS);
        hub.elapse(20 * MS);
        assertThat(sender.asked).isEqualTo(1);
    }

    @Test
    void asksForAKeyframeWhenTheGroupGrowsOldSoThatWhatIsRememberedStaysSmall() {
        var publication = stream.publish(sender, TRACKS, 0);
        publication.frame(picture(0, true), 0);
        for (int ms = 33; ms < 4_000; ms += 33) publication.frame(picture(ms, false), ms * MS);
        hub.elapse(3_999 * MS);
        assertThat(sender.asked).isZero();
        hub.elapse(4_000 * MS);
        assertThat(sender.asked).isEqualTo(1);
    }

    @Test
    void forgetsAGroupThatGrowsBeyondItsLimitRatherThanKeepOneWithAHole() {
        var publication = stream.publish(sender, TRACKS, 0);
        publication.frame(picture(0, true), 0);
        var large = Bytes.of(new byte[1 << 20]);
        for (int i = 1; i <= 9; i++) publication.frame(new Frame(0, i * MS, false, large), i * MS);
        publication.frame(picture(10, false), 10 * MS);
        stream.join(watcher, 11 * MS);
        assertThat(watcher.group).isEmpty();
        assertThat(sender.asked).isEqualTo(1);
    }

    @Test
    void theNewestPublisherWinsAndTheViewersStay() {
        var before = stream.publish(sender, TRACKS, 0);
        before.frame(picture(0, true), 0);
        stream.join(watcher, 10 * MS);
        var other = new Sender();
        var after = stream.publish(other, TRACKS, 1_000 * MS);
        assertThat(sender.dismissed).containsExactly(Publisher.Dismissal.SUPERSEDED);
        before.frame(picture(1_001, false), 1_001 * MS);
        before.end(1_002 * MS);
        after.frame(picture(5, true), 1_003 * MS);
        assertThat(watcher.frames).hasSize(1);
        assertThat(watcher.frames.getFirst().ptsNanos()).isEqualTo(1_003 * MS);
        assertThat(events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.PLAYABLE);
    }

    @Test
    void timeNeverStepsBackWhenThePublisherChanges() {
        var before = stream.publish(sender, TRACKS, 0);
        before.frame(picture(0, true), 0);
        stream.join(watcher, 0);
        // A burst: the sender's times run ahead of its arrival.
        before.frame(picture(400, false), 10 * MS);
        stream.publish(new Sender(), TRACKS, 20 * MS).frame(picture(0, true), 30 * MS);
        assertThat(watcher.frames.stream().map(Frame::ptsNanos)).isSorted();
    }

    @Test
    void lingersForAPublisherThatComesBackAndGivesUpInTheEnd() {
        var publication = stream.publish(sender, TRACKS, 0);
        publication.frame(picture(0, true), 0);
        stream.join(watcher, 0);
        publication.end(1_000 * MS);
        assertThat(watcher.interruptions).isEqualTo(1);
        hub.elapse(60_000 * MS);
        assertThat(watcher.ends).isZero();
        hub.elapse(61_000 * MS);
        assertThat(watcher.ends).isEqualTo(1);
        assertThat(events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.INTERRUPTED, StreamEvent.ABANDONED);
        assertThat(hub.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void doesNotEndWhileAPublisherThatHasAskedConnects() {
        stream.publish(sender, TRACKS, 0).end(1_000 * MS);
        hub.elapse(60_900 * MS);
        assertThat(hub.forPublisher(NAMES.ingestKey(), 60_900 * MS)).contains(stream);
        hub.elapse(61_000 * MS);
        hub.elapse(65_899 * MS);
        assertThat(events).isEmpty();
        hub.elapse(65_900 * MS);
        assertThat(events).containsExactly(StreamEvent.ABANDONED);
    }

    @Test
    void aPublisherThatFallsSilentIsAnInterruptionAndItsNextKeyframeTheEndOfIt() {
        var publication = stream.publish(sender, TRACKS, 0);
        publication.frame(picture(0, true), 0);
        stream.join(watcher, 0);
        hub.elapse(5_000 * MS);
        assertThat(stream.playable()).isFalse();
        assertThat(watcher.interruptions).isEqualTo(1);
        publication.frame(picture(6_000, true), 6_000 * MS);
        assertThat(events).containsExactly(StreamEvent.PLAYABLE, StreamEvent.INTERRUPTED, StreamEvent.PLAYABLE);
    }

    @Test
    void closingEndsTheViewersAndFreesTheNamesAndDismissesThePublisherAfterAMoment() {
        var publication = stream.publish(sender, TRACKS, 0);
        publication.frame(picture(0, true), 0);
        stream.join(watcher, 0);
        hub.close("m1", MS);
        assertThat(watcher.ends).isEqualTo(1);
        assertThat(stream.closed()).isTrue();
        publication.frame(picture(40, false), 40 * MS);
        assertThat(watcher.group).as("nobody sees what comes after the end").hasSize(1);
        assertThat(sender.dismissed).isEmpty();
        assertThat(hub.deadlineNanos()).isEqualTo(MS + Stream.FAREWELL_NANOS);
        hub.elapse(hub.deadlineNanos());
        assertThat(sender.dismissed).containsExactly(Publisher.Dismissal.STREAM_CLOSED);
        assertThat(hub.deadlineNanos()).isEqualTo(Machine.NEVER);
        assertThat(hub.byIngestKey("ingest")).isEmpty();
        assertThat(hub.byPlaybackId("playback")).isEmpty();
        assertThat(stream.join(new Watcher(), 2)).isFalse();
        assertThat(hub.open(NAMES)).isPresent();
    }

    @Test
    void aPublisherThatGoesByItselfWhenItsStreamIsOverIsNotDismissed() {
        var publication = stream.publish(sender, TRACKS, 0);
        hub.close("m1", MS);
        publication.end(2 * MS);
        hub.elapse(MS + Stream.FAREWELL_NANOS);
        assertThat(sender.dismissed).isEmpty();
        assertThat(stream.closed()).isTrue();
        assertThat(hub.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void noMorePublishersLingerThanMayPublish() {
        int limit = HubLimits.DEFAULT.streams();
        var senders = new ArrayList<Sender>();
        for (int i = 0; i <= limit; i++) {
            var name = "next-" + i;
            var next = new Sender();
            senders.add(next);
            hub.close(i == 0 ? "m1" : "next-" + (i - 1), i);
            hub.open(new StreamNames(name, name, name)).orElseThrow().publish(next, TRACKS, i);
        }
        assertThat(senders.getFirst().dismissed).isEmpty();
        hub.close("next-" + limit, limit + 1);
        assertThat(senders.getFirst().dismissed).containsExactly(Publisher.Dismissal.STREAM_CLOSED);
        assertThat(senders.get(1).dismissed).isEmpty();
    }

    @Test
    void namesAreUniqueAndStreamsAreLimited() {
        assertThat(hub.open(new StreamNames("m2", "ingest", "other"))).isEmpty();
        assertThat(hub.open(new StreamNames("m2", "other", "playback"))).isEmpty();
        var small = new Hub(
                new HubLimits(
                        1,
                        0,
                        1,
                        HubLimits.DEFAULT.linger(),
                        HubLimits.DEFAULT.stall(),
                        HubLimits.DEFAULT.keyframeEvery(),
                        HubLimits.DEFAULT.keyframeGap(),
                        HubLimits.DEFAULT.clockTrust()),
                (_, _) -> {});
        var only = small.open(NAMES).orElseThrow();
        assertThat(small.open(new StreamNames("b", "b", "b"))).isEmpty();
        assertThat(only.join(watcher, 0)).isTrue();
        assertThat(only.join(new Watcher(), 0)).isFalse();
    }

    @Test
    void aViewerThatFailsIsPartedFromAndTheOthersSeeOn() {
        var mishaps = new ArrayList<Throwable>();
        var forgiving = new Hub(new HubTerms(
                HubLimits.DEFAULT, (_, event) -> events.add(event), Transcoder.NONE, 0, (_, why) -> mishaps.add(why)));
        var shown = forgiving.open(NAMES).orElseThrow();
        var publication = shown.publish(sender, TRACKS, 0);
        var failing = new Failing();
        shown.join(failing, 0);
        shown.join(watcher, 0);
        publication.frame(picture(0, true), 0);
        publication.frame(picture(33, false), 33 * MS);
        assertThat(watcher.frames).hasSize(2);
        assertThat(shown.viewers()).isEqualTo(1);
        // Once with the first frame, and once more when it was told that it is over.
        assertThat(mishaps).hasSize(2).allMatch(StackOverflowError.class::isInstance);
    }

    @Test
    void aStreamWhoseTurnFailsIsOverAndTheOthersGoOn() {
        var mishaps = new ArrayList<String>();
        var forgiving = new Hub(new HubTerms(
                HubLimits.DEFAULT,
                (_, event) -> events.add(event),
                Transcoder.NONE,
                0,
                (turn, _) -> mishaps.add(turn)));
        var broken = forgiving.open(NAMES).orElseThrow();
        var other =
                forgiving.open(new StreamNames("m2", "ingest2", "playback2")).orElseThrow();
        for (var each : List.of(broken, other)) {
            var publication = each.publish(each == broken ? new Failing() : sender, TRACKS, 0);
            publication.frame(picture(0, true), 0);
        }
        // The group of pictures is old: both are asked for a keyframe.
        forgiving.elapse(4_000 * MS);
        assertThat(mishaps).contains("the turn of a stream");
        assertThat(sender.asked).isEqualTo(1);
        assertThat(forgiving.streams()).containsExactly(other);
        assertThat(events).endsWith(StreamEvent.BROKEN);
        assertThat(forgiving.deadlineNanos()).isGreaterThan(4_000 * MS);
    }

    private static Frame picture(long ms, boolean keyframe) {
        return new Frame(0, ms * MS, keyframe, Bytes.of(new byte[100]));
    }

    private static Frame sound(long ms) {
        return new Frame(1, ms * MS, true, Bytes.of(new byte[60]));
    }

    private static final class Sender implements Publisher {
        private int asked;
        private final List<Dismissal> dismissed = new ArrayList<>();

        @Override
        public void requestKeyframe(long nowNanos) {
            asked++;
        }

        @Override
        public void dismissed(Dismissal why, long nowNanos) {
            dismissed.add(why);
        }
    }

    private static final class Watcher implements Viewer {
        private List<Frame> group = List.of();
        private final List<Frame> frames = new ArrayList<>();
        private int interruptions;
        private int ends;

        @Override
        public void begin(List<Track> tracks, List<Frame> newGroup, long nowNanos) {
            group = newGroup;
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            frames.add(frame);
        }

        @Override
        public void interrupted(long nowNanos) {
            interruptions++;
        }

        @Override
        public void ended(long nowNanos) {
            ends++;
        }
    }

    /// Watches or publishes, with a bug in whatever it does.
    private static final class Failing implements Viewer, Publisher {
        private static void fail() {
            throw new StackOverflowError("of the test");
        }

        @Override
        public Door door() {
            return Door.OTHER;
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {}

        @Override
        public void frame(Frame frame, long nowNanos) {
            fail();
        }

        @Override
        public void interrupted(long nowNanos) {
            fail();
        }

        @Override
        public void ended(long nowNanos) {
            fail();
        }

        @Override
        public void requestKeyframe(long nowNanos) {
            fail();
        }

        @Override
        public void dismissed(Dismissal why, long nowNanos) {
            fail();
        }
    }
}
