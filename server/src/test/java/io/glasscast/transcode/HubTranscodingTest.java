package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Samples;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A stream with B-frames and Opus, real workers, and a viewer who can use neither.
@Timeout(120)
class HubTranscodingTest {
    private static final long PACKET_NANOS = 20_000_000;

    @Test
    void aViewerGetsPicturesInOrderAndAac() throws Exception {
        var settings = WorkshopSettings.forCores(WorkerProcessTest.COMMAND, 2).withSpares(0);
        try (var loop = new Loop();
                var workshop = new Workshop(loop, loop::nowNanos, settings)) {
            var viewer = new Watcher(new Wants(List.of(Codec.H264), List.of(Codec.AAC), false));
            loop.ask(() -> publish(loop, workshop, viewer));
            viewer.frames.await(
                    "pictures and sound", seen -> count(seen.frames, 0) > 30 && count(seen.frames, 1) > 100);
            assertThat(viewer.tracks)
                    .filteredOn(track -> track.codec() == Codec.AAC)
                    .extracting(Track::configuration)
                    .contains(AudioSpecificConfig.lc(48_000, 2).write());
            assertThat(workshop.counters().started()).isEqualTo(1);
        }
    }

    /// No faster than the worker takes it, and as long as it takes: on a busy machine it begins when much is over.
    private static boolean publish(Loop loop, Workshop workshop, Watcher viewer) {
        var hub = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, workshop, 0));
        var stream = hub.open(new StreamNames("m", "i", "p")).orElseThrow();
        long now = loop.nowNanos();
        var publication =
                stream.publish(new Nobody(), List.of(new Track(0, Codec.H264), new Track(1, Codec.OPUS)), now);
        stream.join(viewer, now);
        pass(loop, publication, now, List.of());
        return true;
    }

    private static List<Frame> threeSeconds(long from) {
        var frames = new ArrayList<Frame>();
        try {
            frames.addAll(BFrames.from(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var packets = Samples.OPUS.frames();
        for (int i = 0; i < 150; i++)
            frames.add(new Frame(1, from + i * PACKET_NANOS, true, packets.get(i % packets.size())));
        frames.sort(Comparator.comparingLong(Frame::dtsNanos));
        return frames;
    }

    private static void pass(Loop loop, Publication publication, long nextNanos, List<Frame> left) {
        var frames = left.isEmpty() ? threeSeconds(nextNanos) : left;
        long next = left.isEmpty() ? nextNanos + 150 * PACKET_NANOS : nextNanos;
        int count = Math.min(4, frames.size());
        for (var frame : frames.subList(0, count)) publication.frame(frame, loop.nowNanos());
        loop.later(() -> pass(loop, publication, next, frames.subList(count, frames.size())), 40);
    }

    /// How many of the frames are pictures (0) or sound (1): pictures are on a track of their own, made or not.
    private static long count(List<Frame> frames, int kind) {
        return frames.stream().filter(frame -> frame.track() == kind).count();
    }

    private static final class Nobody implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Dismissal dismissal, long nowNanos) {}
    }

    private static final class Watcher implements Viewer {
        private final Wants wants;
        final List<Track> tracks = new ArrayList<>();
        /// Frames by the kind of their track.
        final Results frames = new Results();

        Watcher(Wants wants) {
            this.wants = wants;
        }

        @Override
        public Wants wants() {
            return wants;
        }

        @Override
        public void begin(List<Track> begun, List<Frame> group, long nowNanos) {
            tracks.addAll(begun);
            for (var frame : group) frame(frame, nowNanos);
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            var track = tracks.stream()
                    .filter(known -> known.number() == frame.track())
                    .findFirst()
                    .orElseThrow();
            frames.frame(frame.on(track.kind().ordinal()), nowNanos);
        }

        @Override
        public void interrupted(long nowNanos) {}

        @Override
        public void ended(long nowNanos) {}
    }
}
