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
import io.glasscast.protocol.fmp4.Packager;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.glasscast.protocol.fmp4.Timescale;
import io.glasscast.protocol.mpegts.TsMuxer;
import io.glasscast.sim.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// When what is seen was captured, as segments and WebRTC say it: by the publisher's clock where that can be believed,
/// though its frames take a third of a second to come.
class CaptureTimeTest {
    private static final Link.Conditions SLOW = new Link.Conditions(0, 0, 300 * MS, 0);
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final long FILMED = 12 * SECOND;
    private static final Offset<Long> EXACT = Offset.offset(5 * MS);
    /// Where a frame waits for the next one before it is whole.
    private static final Offset<Long> ARRIVAL = Offset.offset(45 * MS);
    private static final Wants WANTS = new Wants(List.of(Codec.H264), List.of(Codec.OPUS, Codec.AAC), true);

    private final SimulatedHouse house = new SimulatedHouse(1, HubLimits.DEFAULT, Truth.TRANSCODER);
    private final Packaged packaged = new Packaged();

    @Test
    void isThePublishersWord() {
        publishedBy(0);

        for (var age : packaged.ages()) assertThat(age).isCloseTo(0L, EXACT);
    }

    @Test
    void isThePublishersWordAlsoWhenItsClockIsOffABit() {
        publishedBy(-4 * SECOND);

        for (var age : packaged.ages()) assertThat(age).isCloseTo(-4 * SECOND, EXACT);
    }

    @Test
    void isTheTimeOfArrivalWhenThePublisherSpeaksOfTheFuture() {
        publishedBy(4 * SECOND);

        for (var age : packaged.ages()) assertThat(age).isCloseTo(300 * MS, ARRIVAL);
    }

    @Test
    void isTheTimeOfArrivalWhenNobodySetThePublishersClock() {
        publishedBy(-3_600 * SECOND);

        for (var age : packaged.ages()) assertThat(age).isCloseTo(300 * MS, ARRIVAL);
    }

    @Test
    void isTheTimeOfArrivalWhereThePublisherSaysNothing() {
        var publisher = new SrtPublisher(house.stream, SrtMeter.NONE);
        var muxer = new TsMuxer(List.of(Truth.VIDEO));
        house.stream.join(packaged, 0);
        house.simulation.every(40 * MS, FILMED, () -> {
            long now = house.simulation.now();
            boolean key = now / (40 * MS) % 25 == 0;
            var packets = muxer.mux(new Frame(0, now, key, Truth.picture(key, now)));
            house.simulation.after(300 * MS, () -> publisher.received(packets, house.simulation.now()));
        });
        house.simulation.runUntil(FILMED);

        for (var age : packaged.ages()) assertThat(age).isCloseTo(300 * MS, ARRIVAL);
    }

    /// The viewer reckons from the extension with its keyframes and from our reports.
    @Test
    void isToldToWhoeverViewsByWebRtc() {
        var viewer = publishedBy(0);

        assertThat(viewer.captured).isNotEmpty();
        var shown = viewer.received.getLast();
        assertThat(viewer.captured.getLast() + shown.ptsNanos() - SimulatedHouse.EPOCH)
                .isCloseTo(Truth.of(shown), EXACT);
        assertThat(viewer.captured.getFirst()).isCloseTo(viewer.captured.getLast(), EXACT);
    }

    private SimulatedClient publishedBy(long clockAheadNanos) {
        house.stream.join(packaged, 0);
        var publisher = SimulatedClient.publisher(house, 5000, SLOW)
                .ahead(clockAheadNanos)
                .dial();
        house.simulation.every(40 * MS, FILMED, () -> film(publisher, Codec.H264));
        house.simulation.every(Truth.OPUS_NANOS, FILMED, () -> film(publisher, Codec.OPUS));
        house.simulation.runUntil(5 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(FILMED);
        return viewer;
    }

    private void film(SimulatedClient publisher, Codec codec) {
        if (!publisher.connected) return;
        long now = house.simulation.now();
        boolean key = codec == Codec.OPUS || now / (40 * MS) % 25 == 0;
        var payload = codec == Codec.OPUS ? Truth.sound(codec, now) : Truth.picture(key, now);
        publisher.send(codec, new Frame(codec.kind().ordinal(), now, key, payload));
    }

    /// What is cut for HLS and DASH.
    private final class Packaged implements Viewer {
        private final Packager packager =
                new Packager(PackagingTerms.DEFAULT, SimulatedHouse.EPOCH, house.stream::unixNanosAt, 1);
        /// When pictures were captured, by their time on the stream's timeline.
        private final TreeMap<Long, Long> pictures = new TreeMap<>();

        /// By how much what segments say is later than the truth.
        List<Long> ages() {
            var window = packager.window().orElseThrow();
            var ages = new ArrayList<Long>();
            for (var segment : window.video().orElseThrow().segments()) {
                long start = new Timescale(segment.init().timescale()).nanos(segment.startTicks());
                ages.add(segment.unixNanos()
                        - SimulatedHouse.EPOCH
                        - nearest(start).getValue());
            }
            assertThat(ages).hasSizeGreaterThan(3);
            assertThat(window.video().get().mediaSequence()).as("all of them").isEqualTo(1);
            return ages;
        }

        private Map.Entry<Long, Long> nearest(long nanos) {
            return pictures.ceilingEntry(nanos - MS);
        }

        @Override
        public Wants wants() {
            return WANTS;
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
            packager.begin(tracks, group);
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            if (frame.track() == 0) pictures.put(frame.ptsNanos(), Truth.of(frame));
            packager.frame(frame);
        }

        @Override
        public void interrupted(long nowNanos) {
            packager.interrupted();
        }

        @Override
        public void ended(long nowNanos) {}
    }
}
