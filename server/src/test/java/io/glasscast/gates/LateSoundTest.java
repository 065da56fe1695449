package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.HubLimits;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import io.glasscast.protocol.mpegts.TsMuxer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A publisher that promises sound and is late with it: its pictures are waited with for a while, but what is held back
/// belongs where it came, not where it is let go.
class LateSoundTest {
    private static final long RUN = 5 * SECOND;
    private static final long UNDERWAY = 20 * MS;
    /// A picture of MPEG-TS is whole when the next one begins.
    private static final long PICTURE_NANOS = 40 * MS;

    private final SimulatedHouse house = new SimulatedHouse(1, HubLimits.DEFAULT, Truth.TRANSCODER);
    private final Watching watching = new Watching();

    @ParameterizedTest
    @ValueSource(longs = {0, 300, 900, 1_500})
    void byMpegTs(long lateMillis) {
        var publisher = new SrtPublisher(house.stream, SrtMeter.NONE);
        var muxer = new TsMuxer(List.of(Truth.VIDEO, Truth.AAC));
        film(lateMillis * MS, frame -> {
            var packets = muxer.mux(frame);
            house.simulation.after(UNDERWAY, () -> publisher.received(packets, house.simulation.now()));
        });
    }

    /// It says nothing of itself, as relays do: whether there will be sound has to be waited for.
    @ParameterizedTest
    @ValueSource(longs = {0, 300, 900, 1_500})
    void byRtmp(long lateMillis) {
        var publisher = new FlvPublisher(house.stream);
        var withheld = new ArrayList<FlvTag>();
        // One for each track: a writer of both would itself wait for the sound.
        var pictures = new FlvWriter(tag -> {
            if (tag.kind() == FlvTag.Kind.VIDEO) arrive(publisher, tag);
        });
        var sound = new FlvWriter(tag -> {
            if (tag.kind() != FlvTag.Kind.AUDIO) return;
            if (house.simulation.now() >= lateMillis * MS) arrive(publisher, tag);
            else if (withheld.isEmpty()) withheld.add(tag);
        });
        pictures.begin(List.of(Truth.VIDEO));
        sound.begin(List.of(Truth.AAC));
        // The first tag says what follows, which comes with the sound.
        house.simulation.after(lateMillis * MS, () -> withheld.forEach(tag -> arrive(publisher, tag)));
        film(0, frame -> {
            if (frame.track() == 0) pictures.frame(frame);
            else sound.frame(frame);
        });
    }

    @Test
    void aPublisherThatComesBackIsNotPutIntoThePastOfTheStream() {
        byMpegTs(0);
        var before = watching.newest;
        watching.soonest.clear();
        watching.latest.clear();
        var publisher = new SrtPublisher(house.stream, SrtMeter.NONE);
        var muxer = new TsMuxer(List.of(Truth.VIDEO, Truth.AAC));
        muxer.mux(new Frame(0, 0, true, Truth.picture(true, 0)));
        for (long at = 0; at <= SECOND + 2 * PICTURE_NANOS; at += PICTURE_NANOS)
            publisher.received(
                    muxer.mux(new Frame(0, at, at == 0, Truth.picture(at == 0, RUN + at))), house.simulation.now());

        assertThat(watching.newest).isGreaterThan(before);
        assertThat(watching.oldest).isGreaterThanOrEqualTo(0);
        assertThat(watching.backwards).isZero();
    }

    private void arrive(FlvPublisher publisher, FlvTag tag) {
        house.simulation.after(UNDERWAY, () -> {
            publisher.nowNanos = house.simulation.now();
            publisher.tag(tag);
        });
    }

    private void film(long lateNanos, Consumer<Frame> send) {
        house.stream.join(watching, 0);
        house.simulation.every(PICTURE_NANOS, RUN, () -> {
            long now = house.simulation.now();
            boolean key = now / PICTURE_NANOS % 25 == 0;
            send.accept(new Frame(0, now, key, Truth.picture(key, now)));
        });
        house.simulation.after(
                lateNanos,
                () -> house.simulation.every(Truth.AAC_NANOS, RUN, () -> {
                    long now = house.simulation.now();
                    send.accept(new Frame(1, now, true, Truth.sound(Codec.AAC, now)));
                }));
        house.simulation.runUntil(RUN + SECOND);
        for (var kind : Codec.Kind.values()) {
            assertThat(watching.soonest.get(kind)).as("%s", kind).isGreaterThanOrEqualTo(UNDERWAY - MS);
            assertThat(watching.latest.get(kind)).as("%s", kind).isLessThanOrEqualTo(UNDERWAY + PICTURE_NANOS);
        }
        long apart = Objects.requireNonNull(watching.latest.get(Codec.Kind.AUDIO))
                - Objects.requireNonNull(watching.soonest.get(Codec.Kind.VIDEO));
        assertThat(Math.abs(apart)).isLessThan(3 * MS);
    }

    /// Notes how long after its truth everything is on the stream's timeline.
    private static final class Watching implements Viewer {
        private final Map<Integer, Codec.Kind> kinds = new HashMap<>();
        private final Map<Codec.Kind, Long> soonest = new HashMap<>();
        private final Map<Codec.Kind, Long> latest = new HashMap<>();
        private long newest = Long.MIN_VALUE;
        private long oldest = Long.MAX_VALUE;
        private long pictureNanos = Long.MIN_VALUE;
        private int backwards;

        @Override
        public Wants wants() {
            return new Wants(List.of(Codec.H264), List.of(Codec.AAC), true);
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
            kinds.clear();
            for (var track : tracks) kinds.put(track.number(), track.kind());
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            var kind = Objects.requireNonNull(kinds.get(frame.track()));
            long after = frame.ptsNanos() - Truth.of(frame);
            soonest.merge(kind, after, Math::min);
            latest.merge(kind, after, Math::max);
            newest = Math.max(newest, frame.ptsNanos());
            oldest = Math.min(oldest, frame.ptsNanos());
            if (kind != Codec.Kind.VIDEO) return;
            if (frame.ptsNanos() <= pictureNanos) backwards++;
            pictureNanos = frame.ptsNanos();
        }

        @Override
        public void interrupted(long nowNanos) {}

        @Override
        public void ended(long nowNanos) {}
    }
}
