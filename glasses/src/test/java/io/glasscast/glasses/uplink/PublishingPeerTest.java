package io.glasscast.glasses.uplink;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.PublishingOffer;
import io.glasscast.protocol.webrtc.PublishingPeer;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Glasses and a server in one thread, with weather between them.
class PublishingPeerTest {
    private static final TransportAddress GLASSES = TransportAddress.udp(new InetSocketAddress("192.0.2.1", 1111));
    private static final TransportAddress SERVER = TransportAddress.udp(new InetSocketAddress("192.0.2.2", 2222));
    private static final List<Track> TRACKS = List.of(new Track(0, Codec.H264), new Track(1, Codec.OPUS));
    private static final long FRAME_NANOS = SECOND / 15;

    private static final class World {
        private final Simulation simulation;
        private final PublishingPeer glasses;
        private final Peer server;
        private final Passage<Bytes> up;
        private final Passage<Bytes> down;
        private final List<Frame> received = new ArrayList<>();
        private final List<PublishingPeer.Output> told = new ArrayList<>();
        private final List<Frame> sent = new ArrayList<>();
        private final TargetBitrate target = new TargetBitrate(1_000_000, 64_000);
        private final List<Long> rates = new ArrayList<>();
        private boolean cut;
        private int number;

        World(long seed, Weather weather) {
            simulation = new Simulation(seed);
            var chance = Chance.seeded(seed);
            up = new Passage<>(weather, chance, Bytes::length);
            down = new Passage<>(weather, chance, Bytes::length);
            var terms = new PublishingOffer.Terms(
                    DtlsIdentity.generate(chance, Instant.EPOCH, Duration.ofDays(40_000)),
                    "glasses",
                    WhipUplink.SILENCE,
                    0);
            var offer = new PublishingOffer(TRACKS, terms, List.of(), chance);
            var far = FarEnd.accept(offer.sdp(), SERVER, chance, 0);
            server = far.peer();
            glasses = offer.answered(far.answer(), 0, this::fromGlasses).orThrow();
            simulation.keepTime(glasses::deadlineNanos, now -> glasses.elapse(now, this::fromGlasses));
            simulation.keepTime(server::deadlineNanos, now -> server.elapse(now, this::fromServer));
            simulation.keepTime(up::deadlineNanos, now -> up.elapse(now, this::toServer));
            simulation.keepTime(down::deadlineNanos, now -> down.elapse(now, this::toGlasses));
        }

        private void fromGlasses(PublishingPeer.Output output) {
            switch (output) {
                case PublishingPeer.Output.Send(var to, var bytes) -> up(to, bytes);
                case PublishingPeer.Output.Burst(var to, var datagrams, int segment) ->
                    FarEnd.datagrams(new Peer.Output.Burst(to, datagrams, segment))
                            .forEach(bytes -> up(to, bytes));
                case PublishingPeer.Output.Feedback(var packet) ->
                    target.reported(packet, simulation.now()).ifPresent(rates::add);
                case PublishingPeer.Output.Connected _,
                        PublishingPeer.Output.KeyframeWanted _,
                        PublishingPeer.Output.Failed _ -> told.add(output);
            }
        }

        private void up(TransportAddress to, Bytes bytes) {
            assertThat(to).isEqualTo(SERVER);
            if (!cut) up.handle(bytes, simulation.now(), this::toServer);
        }

        private void fromServer(Peer.Output output) {
            switch (output) {
                case Peer.Output.Send(var to, var bytes) -> send(bytes);
                case Peer.Output.Burst burst -> FarEnd.datagrams(burst).forEach(this::send);
                case Peer.Output.Received(var frame) -> received.add(frame);
                case Peer.Output.NeedsKeyframe(int track) -> server.requestKeyframe(track, this::fromServer);
                default -> {}
            }
        }

        private void send(Bytes bytes) {
            if (!cut) down.handle(bytes, simulation.now(), this::toGlasses);
        }

        private void toServer(Bytes bytes) {
            server.handle(new Peer.Input.Datagram(GLASSES, bytes), simulation.now(), this::fromServer);
        }

        private void toGlasses(Bytes bytes) {
            glasses.handle(new PublishingPeer.Input.Datagram(SERVER, bytes), simulation.now(), this::fromGlasses);
        }

        /// Films until then, a keyframe every two seconds and whenever the server wants one.
        void film(long untilNanos) {
            simulation.every(FRAME_NANOS, untilNanos, () -> {
                boolean wanted = told.removeIf(o -> o instanceof PublishingPeer.Output.KeyframeWanted);
                var frame = picture(number++, simulation.now(), wanted);
                if (glasses.connected()) sent.add(frame);
                glasses.handle(new PublishingPeer.Input.Media(frame), simulation.now(), this::fromGlasses);
            });
            simulation.runUntil(untilNanos);
        }
    }

    /// Parameter sets and a slice for a keyframe, a slice otherwise; the number is in it.
    private static Frame picture(int number, long now, boolean wanted) {
        boolean keyframe = number % 30 == 0 || wanted;
        var writer = new ByteWriter();
        if (keyframe) {
            nal(writer, Bytes.hex("6742c01e8c8d40"));
            nal(writer, Bytes.hex("68ce3c80"));
        }
        var slice = new byte[keyframe ? 20_000 : 5_000];
        java.util.Arrays.fill(slice, (byte) (number % 199 + 1));
        slice[0] = (byte) (keyframe ? 0x65 : 0x41);
        slice[1] = (byte) 0x88; // first_mb_in_slice 0: a picture begins here
        nal(writer, Bytes.of(slice));
        return new Frame(0, now, keyframe, writer.toBytes());
    }

    private static void nal(ByteWriter writer, Bytes unit) {
        writer.u32(unit.length()).bytes(unit);
    }

    @Test
    void connectsAndCarriesEveryFrameInFairWeather() {
        var world = new World(1, Weather.FAIR.withDelayMillis(10));
        world.film(5 * SECOND);
        world.simulation.runUntil(6 * SECOND);
        assertThat(world.told).contains(new PublishingPeer.Output.Connected());
        int skipped = world.sent.size() - world.received.size();
        assertThat(skipped).as("before the first keyframe").isBetween(0, 30);
        for (int i = 0; i < world.received.size(); i++)
            assertThat(world.received.get(i).payload())
                    .isEqualTo(world.sent.get(i + skipped).payload());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void carriesEveryFrameThroughLossDuplicationAndReordering(long seed) {
        var world = new World(seed, new Weather(0.05, 0.02, 0.02, 40 * MS, 5 * MS, 0));
        world.film(12 * SECOND);
        world.simulation.runUntil(14 * SECOND);
        assertThat(world.glasses.connected()).isTrue();
        var got = world.received.stream().map(Frame::payload).toList();
        var wanted = world.sent.stream().map(Frame::payload).toList();
        int first = wanted.indexOf(got.getFirst());
        assertThat(first).isLessThan(45);
        // Nobody can miss what was lost at the very end: nothing came after it.
        assertThat(got.size()).isGreaterThanOrEqualTo(wanted.size() - first - 2);
        assertThat(got.equals(wanted.subList(first, first + got.size())))
                .as("in order and whole")
                .isTrue();
    }

    @Test
    void sendsLessWhenTheNetworkLosesALot() {
        var world = new World(3, Weather.FAIR.withLoss(0.2).withDelayMillis(20));
        world.film(20 * SECOND);
        assertThat(world.rates).isNotEmpty();
        assertThat(world.rates.getLast()).isLessThan(600_000);
        assertThat(world.rates).allMatch(rate -> rate >= 100_000 && rate <= 1_000_000);
    }

    @Test
    void takesSevenSecondsOfSilenceForTheEnd() {
        var world = new World(4, Weather.FAIR.withDelayMillis(10));
        world.film(3 * SECOND);
        world.cut = true;
        world.film(12 * SECOND);
        assertThat(world.told).contains(new PublishingPeer.Output.Failed("disconnected"));
        assertThat(world.glasses.deadlineNanos()).isEqualTo(PublishingPeer.NEVER);
    }

    @Test
    void saysGoodbye() {
        var world = new World(5, Weather.FAIR.withDelayMillis(10));
        world.film(2 * SECOND);
        world.glasses.handle(new PublishingPeer.Input.End(), world.simulation.now(), world::fromGlasses);
        world.simulation.runUntil(3 * SECOND);
        assertThat(world.server.closed()).isTrue();
        assertThat(world.told).noneMatch(o -> o instanceof PublishingPeer.Output.Failed);
    }
}
