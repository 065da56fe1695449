package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversionTest {
    private static final long MS = 1_000_000;
    private static final Track PICTURES = new Track(0, Codec.H264);
    private static final Track SOUND = new Track(1, Codec.OPUS);
    private static final Bytes CONFIGURATION = Bytes.hex("1190");
    private static final Wants AAC = new Wants(List.of(Codec.H264), List.of(Codec.AAC), true);
    private static final Wants IN_ORDER = new Wants(List.of(Codec.H264), List.of(Codec.OPUS), false);

    private final Workshop workshop = new Workshop();
    private final Hub hub = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, workshop, 0));
    private final Stream stream = hub.open(new StreamNames("m1", "i", "p")).orElseThrow();
    private final Publication publication = stream.publish(new Silent(), List.of(PICTURES, SOUND), 0);

    @Test
    void soundIsMadeOnceForAllWhoNeedItAndOnlyWhileSomebodyDoes() {
        stream.join(new Watcher(Wants.EVERYTHING), 0);
        assertThat(workshop.jobs).isEmpty();
        var first = new Watcher(AAC);
        var second = new Watcher(AAC);
        stream.join(first, 0);
        stream.join(second, 0);
        assertThat(workshop.jobs).hasSize(1);

        stream.leave(first);
        hub.elapse(20_000 * MS);
        assertThat(workshop.jobs.getFirst().closed).isFalse();
        publication.frame(sound(20_000), 20_000 * MS);
        stream.leave(second);
        hub.elapse(31_000 * MS);
        assertThat(workshop.jobs.getFirst().closed).isTrue();
    }

    @Test
    void aViewerBeginsOnceWhatIsMadeForItIsKnownAndHasItFromTheKeyframeOn() {
        publication.frame(picture(0, true), 0);
        publication.frame(sound(10), 10 * MS);
        publication.frame(picture(40, false), 40 * MS);
        var viewer = new Watcher(AAC);
        stream.join(viewer, 50 * MS);
        assertThat(viewer.begins).isEmpty();

        var job = workshop.jobs.getFirst();
        assertThat(job.taken).extracting(Frame::ptsNanos).containsExactly(10 * MS);
        job.result.track(new Track(0, Codec.AAC, CONFIGURATION), 60 * MS);
        assertThat(viewer.begins).isEmpty();
        job.result.frame(sound(10), 70 * MS);
        assertThat(viewer.begins).hasSize(1);
        assertThat(viewer.begins.getFirst()).extracting(Track::codec).containsExactly(Codec.H264, Codec.AAC);
        assertThat(viewer.begins.getFirst().getLast().configuration()).isEqualTo(CONFIGURATION);
        assertThat(viewer.frames).extracting(Frame::ptsNanos).containsExactly(0L, 10 * MS, 40 * MS);

        publication.frame(sound(80), 80 * MS);
        job.result.frame(sound(30), 80 * MS);
        assertThat(viewer.frames.getLast())
                .isEqualTo(sound(30).on(viewer.begins.getFirst().getLast().number()));
        assertThat(viewer.frames).hasSize(4);
    }

    @Test
    void aViewerBeginsOnceTheSoundThatIsMadeHasReachedThePictures() {
        publication.frame(picture(0, true), 0);
        for (long at = 0; at < 1_000; at += 40) {
            publication.frame(sound(at), at * MS);
            if (at > 0) publication.frame(picture(at, false), at * MS);
        }
        var viewer = new Watcher(AAC);
        stream.join(viewer, 1_000 * MS);
        var job = workshop.jobs.getFirst();
        job.result.track(new Track(0, Codec.AAC, CONFIGURATION), 1_000 * MS);
        for (long at = 0; at < 640; at += 40) job.result.frame(sound(at), 1_010 * MS);
        assertThat(viewer.begins).isEmpty();
        for (long at = 640; at < 1_000; at += 40) job.result.frame(sound(at), 1_020 * MS);

        assertThat(viewer.begins).hasSize(1);
        assertThat(viewer.frames).hasSize(50);
        // What was made after it had begun, and was not yet late, follows.
        assertThat(viewer.frames.subList(0, 43)).isSortedAccordingTo(Comparator.comparing(Frame::ptsNanos));
    }

    @Test
    void aViewerDoesNotWaitForeverForSound() {
        publication.frame(picture(0, true), 0);
        var viewer = new Watcher(AAC);
        stream.join(viewer, 0);
        hub.elapse(1_500 * MS);
        assertThat(viewer.begins).containsExactly(List.of(PICTURES));

        workshop.jobs.getFirst().result.track(new Track(0, Codec.AAC, CONFIGURATION), 2_000 * MS);
        assertThat(viewer.begins).hasSize(2);
    }

    @Test
    void goesOnWithoutSoundWhenItCannotBeMade() {
        publication.frame(picture(0, true), 0);
        var viewer = new Watcher(AAC);
        stream.join(viewer, 0);
        workshop.jobs.getFirst().result.failed("The decoder gave up.", 100 * MS);
        assertThat(viewer.begins).containsExactly(List.of(PICTURES));
        stream.join(new Watcher(AAC), 200 * MS);
        assertThat(workshop.jobs).hasSize(1);
    }

    @Test
    void whoeverNeedsPicturesInOrderGetsThemMadeAsSoonAsTheyAreSeenOutOfOrder() {
        var viewer = new Watcher(IN_ORDER);
        stream.join(viewer, 0);
        publication.frame(new Frame(0, 80 * MS, 0, true, Bytes.EMPTY), 0);
        publication.frame(new Frame(0, 160 * MS, 40 * MS, false, Bytes.EMPTY), 40 * MS);
        assertThat(stream.reorders()).isFalse();
        publication.frame(new Frame(0, 120 * MS, 80 * MS, false, Bytes.EMPTY), 80 * MS);

        assertThat(stream.reorders()).isTrue();
        var job = workshop.jobs.getFirst();
        assertThat(job.taken).hasSize(3);
        job.result.frame(picture(80, true), 100 * MS);
        assertThat(viewer.begins.getLast().getFirst().number()).isNotEqualTo(0);
        var late = new Watcher(IN_ORDER);
        stream.join(late, 110 * MS);
        assertThat(late.frames).extracting(Frame::keyframe).containsExactly(true);
    }

    /// HLS and its like want it from the keyframe on; who plays it as it comes would hear it all at once.
    @Test
    void soundForWebRtcIsNotMadeOfThePast() {
        var aac = stream.publish(new Silent(), List.of(PICTURES, new Track(1, Codec.AAC, CONFIGURATION)), 0);
        aac.frame(picture(0, true), 0);
        for (long at = 20; at <= 1_000; at += 20) aac.frame(sound(at), at * MS);
        stream.join(new Watcher(IN_ORDER), 1_010 * MS);

        var job = workshop.jobs.getFirst();
        assertThat(job.taken).hasSize(16);
        assertThat(job.taken.getFirst()).isEqualTo(sound(700));
        aac.frame(sound(1_020), 1_020 * MS);
        assertThat(job.taken.getLast()).isEqualTo(sound(1_020));
    }

    @Test
    void saysWhatAViewerWouldGetWithoutStartingAnything() {
        assertThat(stream.offer(AAC)).extracting(Track::codec).containsExactly(Codec.H264, Codec.AAC);
        workshop.open = false;
        assertThat(stream.offer(AAC)).extracting(Track::codec).containsExactly(Codec.H264);
        assertThat(workshop.jobs).isEmpty();
    }

    @Test
    void soundThatComesLateLetsEverybodyBeginAgainWithoutLosingThePicture() {
        var silent = stream.publish(new Silent(), List.of(PICTURES), 0);
        silent.frame(picture(0, true), 0);
        var viewer = new Watcher(Wants.EVERYTHING);
        stream.join(viewer, 10 * MS);
        silent.tracks(List.of(PICTURES, SOUND), 20 * MS);
        silent.frame(sound(30), 30 * MS);

        assertThat(viewer.begins).containsExactly(List.of(PICTURES), List.of(PICTURES, SOUND));
        assertThat(viewer.frames).extracting(Frame::track).containsExactly(0, 0, 1);
    }

    private static Frame picture(long ms, boolean keyframe) {
        return new Frame(0, ms * MS, keyframe, Bytes.EMPTY);
    }

    private static Frame sound(long ms) {
        return new Frame(1, ms * MS, true, Bytes.EMPTY);
    }

    private static final class Silent implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Dismissal why, long nowNanos) {}
    }

    private static final class Watcher implements Viewer {
        private final Wants wants;
        private final List<List<Track>> begins = new ArrayList<>();
        private final List<Frame> frames = new ArrayList<>();

        Watcher(Wants wants) {
            this.wants = wants;
        }

        @Override
        public Wants wants() {
            return wants;
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
            begins.add(tracks);
            frames.addAll(group);
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            frames.add(frame);
        }

        @Override
        public void interrupted(long nowNanos) {}

        @Override
        public void ended(long nowNanos) {}
    }

    private static final class Workshop implements Transcoder {
        private final List<Work> jobs = new ArrayList<>();
        private boolean open = true;

        @Override
        public boolean available(Codec source, Codec target) {
            return open;
        }

        @Override
        public Optional<Job> start(String streamId, Track source, Codec target, Result result) {
            if (!open) return Optional.empty();
            jobs.add(new Work(result));
            return Optional.of(jobs.getLast());
        }
    }

    private static final class Work implements Transcoder.Job {
        private final Transcoder.Result result;
        private final List<Frame> taken = new ArrayList<>();
        private boolean closed;

        Work(Transcoder.Result result) {
            this.result = result;
        }

        @Override
        public void frame(Frame frame) {
            taken.add(frame);
        }

        @Override
        public void requestKeyframe() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
