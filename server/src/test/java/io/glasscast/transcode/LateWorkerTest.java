package io.glasscast.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.transcode.wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A stream with AAC, a viewer of WebRTC, and a worker that takes ten seconds to begin, in virtual time.
class LateWorkerTest {
    private static final long MS = 1_000_000;
    private static final Track PICTURES = new Track(0, Codec.H264);
    private static final Track SOUND = new Track(1, Codec.AAC, Bytes.hex("1190"));

    private final FakeWorkers workers = new FakeWorkers();
    private final Foreman foreman = new Foreman(
            WorkshopSettings.forCores(new WorkerCommand(List.of("none")), 2).withSpares(0),
            new WorkshopCounters(),
            () -> workers.nowNanos,
            workers);
    private final Stream stream = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, new Room(), 0))
            .open(new StreamNames("m", "i", "p"))
            .orElseThrow();

    @Test
    void whoWatchesByWebRtcSeesAtOnceAndHearsThePresent() {
        long start = workers.nowNanos;
        var publication = stream.publish(new Nobody(), List.of(PICTURES, SOUND), start);
        publication.frame(new Frame(0, start, true, Bytes.EMPTY), start);
        var viewer = new Watcher();
        stream.join(viewer, start);
        assertThat(viewer.pictures).hasSize(1);

        while (workers.nowNanos < start + 10_000 * MS) {
            long now = workers.nowNanos += 20 * MS;
            publication.frame(new Frame(0, now, false, Bytes.EMPTY), now);
            publication.frame(new Frame(1, now, true, Bytes.EMPTY), now);
        }
        assertThat(viewer.pictures).hasSize(501);
        assertThat(viewer.sound).isEmpty();

        var worker = workers.last();
        worker.ready();
        worker.answer(new Answer.Described(worker.job(), Codec.OPUS, Bytes.EMPTY));
        worker.work((int) worker.feeds());
        assertThat(viewer.sound).extracting(Frame::ptsNanos).hasSize(16).endsWith(workers.nowNanos);
    }

    private final class Room implements Transcoder {
        @Override
        public boolean available(Codec source, Codec target) {
            return foreman.available(source, target);
        }

        @Override
        public Optional<Job> start(String streamId, Track source, Codec target, Result result) {
            return foreman.start(streamId, source, target, result).map(job -> job);
        }
    }

    private static final class Nobody implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Dismissal dismissal, long nowNanos) {}
    }

    private static final class Watcher implements Viewer {
        private final List<Frame> pictures = new ArrayList<>();
        private final List<Frame> sound = new ArrayList<>();

        @Override
        public Wants wants() {
            return new Wants(List.of(Codec.H264), List.of(Codec.OPUS), false);
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
            for (var frame : group) frame(frame, nowNanos);
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            (frame.track() == PICTURES.number() ? pictures : sound).add(frame);
        }

        @Override
        public void interrupted(long nowNanos) {}

        @Override
        public void ended(long nowNanos) {}
    }
}
