package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Door;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvReader;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import io.glasscast.protocol.fmp4.Packager;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.glasscast.protocol.fmp4.Timescale;
import io.glasscast.protocol.hls.MediaPlaylist;
import io.glasscast.protocol.mpegts.TsDemuxer;
import io.glasscast.protocol.mpegts.TsMuxer;
import io.glasscast.protocol.rtmp.TestPlayer;
import io.glasscast.sim.Link;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// A publisher whose clock is 100 ppm off, by every door, seen through every door at once: sound and
/// picture stay together, and where they belong, playlists go on, and nothing piles up. It lasts an hour, after which a
/// clock that is not followed would be 360 ms off; on the way its timestamps wrap, its clock jumps by an hour, and
/// it is gone for five seconds.
class LipSyncTest {
    private static final long RUN = Long.getLong("lipsync.seconds", 3_600) * SECOND;
    private static final long PPM = 100;
    private static final long WRAP = RUN / 2;
    private static final long JUMP = RUN * 2 / 3;
    private static final long GONE = RUN * 5 / 6;
    private static final long BACK = GONE + 5 * SECOND;
    /// Two pictures a second are enough to see where sound is.
    private static final long PICTURE_NANOS = 500 * MS;

    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final long APART_MILLIS = 40;
    private static final long ASTRAY_MILLIS = 40;

    private final SimulatedHouse house = new SimulatedHouse(1, HubLimits.DEFAULT, Truth.TRANSCODER);
    private final List<Reception> receptions = new ArrayList<>();
    private final List<Player> players = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<Object> machines = new ArrayList<>();
    private long jump = 3_600 * SECOND;

    /// A publisher that is connected by some door.
    private interface Way {
        void send(Frame frame, long nowNanos);

        void leave(long nowNanos);
    }

    @Test
    void throughMpegTs() {
        run(Truth.AAC, this::mpegTs);
    }

    @Test
    void throughRtmp() {
        run(Truth.AAC, this::rtmp);
    }

    /// RTP's own timestamps begin anywhere and wrap when they like; a jump of a whole clock is none to it, for its
    /// timestamps are bound to the clock by sender reports.
    @Test
    void throughWhip() {
        jump = 0;
        run(Truth.OPUS, this::whip);
        assertThat(clients.getFirst().wraps).as("of pictures and of sound").isEqualTo(2);
    }

    private void run(Track sound, java.util.function.LongFunction<Way> connect) {
        viewers();
        Way[] door = {connect.apply(0)};
        int[] held = {0};
        house.simulation.every(PICTURE_NANOS, RUN, () -> {
            long now = house.simulation.now();
            boolean key = now / PICTURE_NANOS % 4 == 0;
            send(door[0], 0, key, Truth.picture(key, now));
        });
        long step = sound.codec() == Codec.AAC ? Truth.AAC_NANOS : Truth.OPUS_NANOS;
        house.simulation.every(step, RUN, () -> {
            long now = house.simulation.now();
            send(door[0], 1, true, Truth.sound(sound.codec(), now));
        });
        house.simulation.after(GONE, () -> {
            door[0].leave(house.simulation.now());
            door[0] = new Nobody();
        });
        house.simulation.after(BACK, () -> {
            door[0] = connect.apply(house.simulation.now());
            for (var reception : receptions) reception.settlesAgain(house.simulation.now());
        });
        house.simulation.after(RUN / 2, () -> held[0] = holdings());
        house.simulation.runUntil(RUN);
        for (var reception : receptions) {
            assertThat(reception.pictures()).as("%s", reception).isGreaterThan(RUN / PICTURE_NANOS * 96 / 100);
            assertThat(reception.sounds()).as("%s", reception).isGreaterThan(RUN / Truth.AAC_NANOS * 96 / 100);
            assertThat(reception.apartMillis()).as("%s", reception).isLessThanOrEqualTo(APART_MILLIS);
            assertThat(reception.astrayMillis()).as("%s", reception).isLessThanOrEqualTo(ASTRAY_MILLIS);
        }
        // One for the publisher that was gone, none for the jump and the wraps.
        for (var player : players) assertThat(player.discontinuities()).isEqualTo(1);
        assertThat(holdings()).as("objects held").isLessThan(held[0] * 12 / 10 + 500);
    }

    private int holdings() {
        return Holdings.count(house.hub, house.gate, machines);
    }

    private void send(Way door, int track, boolean keyframe, Bytes payload) {
        long now = house.simulation.now();
        long own = now + now / 1_000_000 * PPM + (now >= JUMP ? jump : 0);
        var frame = new Frame(track, own, keyframe, payload);
        // The network takes 20 to 30 ms, and keeps the order.
        long jitter = now / (37 * MS) % 10 * MS;
        house.simulation.after(20 * MS + jitter, () -> door.send(frame, house.simulation.now()));
    }

    // Doors in.

    private static final class Nobody implements Way {
        @Override
        public void send(Frame frame, long nowNanos) {}

        @Override
        public void leave(long nowNanos) {}
    }

    private Way mpegTs(long startNanos) {
        var publisher = new SrtPublisher(house.stream, SrtMeter.NONE);
        var muxer = new TsMuxer(List.of(Truth.VIDEO, Truth.AAC));
        // Its timestamps wrap after 2^33 ticks of 90 kHz from its first frame.
        if (startNanos == 0) {
            long wrap = (1L << 33) * 100_000 / 9 - 1_400 * MS;
            muxer.mux(new Frame(0, WRAP - wrap, true, Truth.picture(true, 0)));
        }
        machines.add(publisher);
        return new Way() {
            @Override
            public void send(Frame frame, long nowNanos) {
                var packets = muxer.mux(frame);
                for (int at = 0; at < packets.length(); at += 1316)
                    publisher.received(packets.slice(at, Math.min(1316, packets.length() - at)), nowNanos);
            }

            @Override
            public void leave(long nowNanos) {
                publisher.closed("", nowNanos);
            }
        };
    }

    private Way whip(long startNanos) {
        var client = SimulatedClient.publisher(house, startNanos == 0 ? 5000 : 5001, CALM)
                .drifting(PPM);
        // Sound wraps in 15/8 of the time, which is before the publisher goes.
        if (startNanos == 0) client.wrapping(GONE / 2);
        clients.add(client);
        client.dial();
        return new Way() {
            @Override
            public void send(Frame frame, long nowNanos) {
                if (client.connected) client.send(frame.track() == 0 ? Codec.H264 : Codec.OPUS, frame);
            }

            @Override
            public void leave(long nowNanos) {
                client.close();
            }
        };
    }

    private Way rtmp(long startNanos) {
        var publisher = new FlvPublisher(house.stream);
        var writer = new FlvWriter(publisher::tag);
        writer.begin(List.of(Truth.VIDEO, Truth.AAC));
        // Its 32 bits of milliseconds wrap as well.
        publisher.aheadMillis = startNanos == 0 ? (1L << 32) - WRAP / MS : 0;
        machines.add(publisher);
        return new Way() {
            @Override
            public void send(Frame frame, long nowNanos) {
                publisher.nowNanos = nowNanos;
                writer.frame(frame);
            }

            @Override
            public void leave(long nowNanos) {
                publisher.leave(nowNanos);
            }
        };
    }

    // Doors out.

    private void viewers() {
        mpegTsViewer();
        rtmpViewer();
        fragmentedMp4Viewer();
        house.simulation.after(10 * SECOND, this::whepViewer);
    }

    private void whepViewer() {
        var reception = reception("WHEP");
        long joined = house.simulation.now();
        var client = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.every(SECOND, RUN, () -> {
            // The group of pictures that it came into the middle of is shown at once, not in its time.
            for (var frame : client.received)
                if (Truth.of(frame) > joined) reception.got(Codec.Kind.values()[frame.track()], frame);
            client.received.clear();
            client.receivedAt.clear();
        });
    }

    private void mpegTsViewer() {
        var reception = reception("MPEG-TS");
        var demuxer = new TsDemuxer();
        Map<Integer, Codec.Kind> kinds = new HashMap<>();
        var way = new TsFeed.Way() {
            @Override
            public boolean writable(long nowNanos) {
                return true;
            }

            @Override
            public void send(Bytes datagram, long nowNanos) {
                demuxer.feed(datagram, output -> {
                    switch (output) {
                        case TsDemuxer.Output.Tracks(var tracks) ->
                            tracks.forEach(track -> kinds.put(track.number(), track.kind()));
                        case TsDemuxer.Output.Whole(var frame) ->
                            reception.got(Objects.requireNonNull(kinds.get(frame.track())), frame);
                        case TsDemuxer.Output.Clock _, TsDemuxer.Output.Present _ -> {}
                        default -> throw new AssertionError(output);
                    }
                });
            }

            @Override
            public void started(long nowNanos) {}

            @Override
            public void dropped(long frames) {
                throw new AssertionError();
            }

            @Override
            public void ended(long nowNanos) {}
        };
        var wants = new Wants(List.of(Codec.H264), List.of(Codec.AAC), true);
        join(new TsFeed(house.stream, Door.OUTPUT, wants, TsFeed.Beginning.NEXT_KEYFRAME, way), demuxer);
    }

    private void rtmpViewer() {
        var reception = reception("RTMP");
        var reader = new FlvReader();
        Map<Integer, Codec.Kind> kinds = new HashMap<>();
        var gate = new RtmpGate(
                house.hub, Chance.seeded(5), RtmpTown.meter(_ -> {}), new Overload(), new RtmpAudience(350 * MS));
        house.simulation.keepTime(gate::deadlineNanos, gate::elapse);
        machines.add(gate);
        machines.add(reader);
        new RtmpLine(
                gate,
                tag -> reader.tag(tag, house.simulation.now(), event -> {
                    switch (event) {
                        case FlvReader.Event.Tracks(var tracks) ->
                            tracks.forEach(track -> kinds.put(track.number(), track.kind()));
                        case FlvReader.Event.Media(var frame) ->
                            reception.got(Objects.requireNonNull(kinds.get(frame.track())), frame);
                        case FlvReader.Event.Present _ -> {}
                        default -> throw new AssertionError(event);
                    }
                }));
    }

    /// A player at the gate, and the wire to it.
    private final class RtmpLine implements Wire {
        private final TestPlayer player;
        private final Consumer<FlvTag> got;

        RtmpLine(RtmpGate gate, Consumer<FlvTag> got) {
            this.got = got;
            var end = gate.accepted(this, false, house.simulation.now());
            player = new TestPlayer(
                    SimulatedHouse.NAMES.playbackId(), bytes -> end.received(bytes, house.simulation.now()));
        }

        @Override
        public TransportAddress remote() {
            return TransportAddress.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000));
        }

        @Override
        public void write(Bytes bytes) {
            house.simulation.after(MS, () -> {
                player.receive(bytes);
                player.tags.forEach(got);
                player.tags.clear();
            });
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError();
        }
    }

    private void join(Viewer viewer, Object reader) {
        machines.add(viewer);
        machines.add(reader);
        assertThat(house.stream.join(viewer, 0)).isTrue();
    }

    private Reception reception(String name) {
        var reception = new Reception(name);
        receptions.add(reception);
        return reception;
    }

    private void fragmentedMp4Viewer() {
        var reception = reception("fMP4");
        var packager = new Packager(PackagingTerms.DEFAULT, SimulatedHouse.EPOCH, house.stream::unixNanosAt, 1);
        var player = new Player(packager, reception);
        players.add(player);
        join(player, packager);
    }

    /// Plays every part of either rendition as soon as it is there, and reads every playlist.
    private static final class Player implements Viewer {
        private final Packager packager;
        private final Reception reception;
        private long revision = -1;
        private final Map<Codec.Kind, Long> segment = new HashMap<>();
        private final Map<Codec.Kind, Integer> parts = new HashMap<>();

        Player(Packager packager, Reception reception) {
            this.packager = packager;
            this.reception = reception;
        }

        @Override
        public Wants wants() {
            return new Wants(List.of(Codec.H264), List.of(Codec.AAC), true);
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
            packager.begin(tracks, group);
            play();
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            packager.frame(frame);
            play();
        }

        @Override
        public void interrupted(long nowNanos) {
            packager.interrupted();
            play();
        }

        @Override
        public void ended(long nowNanos) {}

        private void play() {
            if (packager.revision() == revision) return;
            revision = packager.revision();
            packager.window().ifPresent(window -> {
                for (var rendition : window.renditions()) {
                    if (rendition.last().msn() != segment.getOrDefault(rendition.kind(), -1L))
                        read(MediaPlaylist.of(window, rendition, false));
                    for (var piece : rendition.segments()) {
                        long last = segment.getOrDefault(rendition.kind(), 0L);
                        if (piece.msn() < last) continue;
                        int done = piece.msn() == last ? parts.getOrDefault(rendition.kind(), 0) : 0;
                        for (; done < piece.parts().size(); done++)
                            fragment(
                                    rendition.kind(),
                                    piece.init().timescale(),
                                    piece.parts().get(done).bytes());
                        segment.put(rendition.kind(), piece.msn());
                        parts.put(rendition.kind(), done);
                    }
                }
            });
        }

        long discontinuities() {
            return packager.window().orElseThrow().leader().orElseThrow().last().discontinuitySequence();
        }

        /// No segment is longer than was said, and each begins at the time of day at which the one before it ended.
        private static void read(String playlist) {
            double target = 0;
            double length = 0;
            var date = Instant.MAX;
            for (var line : playlist.split("\n")) {
                int colon = line.indexOf(':') + 1;
                if (line.startsWith("#EXT-X-TARGETDURATION:")) target = Double.parseDouble(line.substring(colon));
                if (line.equals("#EXT-X-DISCONTINUITY")) date = Instant.MAX;
                if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
                    var next = Instant.parse(line.substring(colon));
                    if (!date.equals(Instant.MAX))
                        assertThat(date.until(next, ChronoUnit.MILLIS) / 1e3)
                                .as(playlist)
                                .isCloseTo(length, Offset.offset(0.06));
                    date = next;
                }
                if (line.startsWith("#EXTINF:")) {
                    length = Double.parseDouble(line.substring(colon, line.length() - 1));
                    assertThat(length).as(playlist).isLessThan(target + 0.5);
                }
            }
        }

        private void fragment(Codec.Kind kind, int ticksPerSecond, Bytes bytes) {
            var timescale = new Timescale(ticksPerSecond);
            long ticks = bytes.i64(find(bytes, "tfdt") + 8);
            int run = find(bytes, "trun") + 8;
            int media = find(bytes, "mdat") + 4;
            for (long n = bytes.u32(run), at = run + 8; n > 0; n--, at += 16) {
                int size = (int) bytes.u32((int) at + 4);
                long shown = timescale.nanos(ticks + (int) bytes.u32((int) at + 12));
                reception.got(kind, new Frame(0, shown, true, bytes.slice(media, size)));
                media += size;
                ticks += bytes.u32((int) at);
            }
        }

        private static int find(Bytes bytes, String box) {
            for (int at = 0; ; at++)
                if (bytes.u8(at) == box.charAt(0) && bytes.slice(at, 4).utf8().equals(box)) return at;
        }
    }
}
