package io.glasscast.gates;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.hub.Viewer;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.rtmp.RtmpUrl;
import io.glasscast.sim.Simulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A stream here, an RTMP server with a stream elsewhere, and wires between them, in virtual time.
final class RtmpTown {
    static final long MS = Simulation.MS;
    static final String KEY = "ingest-key";
    static final Track PICTURES = new Track(0, Codec.H264);
    static final Track SOUND =
            new Track(1, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write());
    private static final Bytes KEYFRAME = NalUnits.join(List.of(
            Bytes.hex("6742c01eda0280bfe5c04401000003000100000300308f162e48"),
            Bytes.hex("68ce3c80"),
            Bytes.hex("6588843a55667788")));
    private static final Bytes PICTURE = NalUnits.join(List.of(Bytes.hex("419a3b01")));
    private static final Bytes QUIET = Bytes.hex("211004608c1c");
    private static final long FLIGHT_NANOS = 20 * MS;
    private static final long GATHER_NANOS = 350 * MS;

    final Simulation simulation;
    final Stream source;
    final Stream target;
    final Hub there = hub();
    final Overload overload = new Overload();
    final RtmpGate gate;
    private final RtmpAudience pushed = new RtmpAudience(GATHER_NANOS);
    final List<String> told = new ArrayList<>();
    final List<String> counted = new ArrayList<>();
    /// Everything that arrived.
    final List<Track> tracks = new ArrayList<>();

    final List<Frame> frames = new ArrayList<>();
    /// Whether the destination reads.
    boolean reads = true;
    /// Whether sending to it fails, by a bug.
    boolean breaks;
    /// What stands between the destination and who publishes there.
    UnaryOperator<Consumer<Bytes>> between = UnaryOperator.identity();

    private long droppedBytes;

    RtmpTown(long seed) {
        simulation = new Simulation(seed);
        source = hub().open(new StreamNames("here", "other-key", "play-here")).orElseThrow();
        target = there.open(new StreamNames("there", KEY, "play-there")).orElseThrow();
        gate = new RtmpGate(there, Chance.seeded(seed), meter(counted::add), overload, new RtmpAudience(GATHER_NANOS));
        simulation.keepTime(pushed::deadlineNanos, pushed::elapse);
        simulation.keepTime(gate::deadlineNanos, gate::elapse);
        target.join(new Audience(), 0);
    }

    private static Hub hub() {
        return new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, Transcoder.NONE, 0));
    }

    static RtmpMeter meter(Consumer<String> counted) {
        return (RtmpMeter) java.lang.reflect.Proxy.newProxyInstance(
                RtmpMeter.class.getClassLoader(), new Class<?>[] {RtmpMeter.class}, (_, method, arguments) -> {
                    counted.accept(method.getName() + " " + arguments[0]);
                    return null;
                });
    }

    private final class Audience implements Viewer {
        @Override
        public void begin(List<Track> now, List<Frame> group, long nowNanos) {
            tracks.clear();
            tracks.addAll(now);
            frames.addAll(group);
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            frames.add(frame);
        }

        @Override
        public void interrupted(long nowNanos) {
            told.add("interrupted");
        }

        @Override
        public void ended(long nowNanos) {
            told.add("ended");
        }
    }

    /// One direction's sender, and what its bytes come to.
    final class Side implements Wire {
        private final int port;
        private final boolean toServer;
        private @Nullable WireEnd peer;
        private @Nullable Side other;
        private boolean shut;
        private Consumer<Bytes> delivery = this::deliver;

        Side(int port, boolean toServer) {
            this.port = port;
            this.toServer = toServer;
        }

        @Override
        public TransportAddress remote() {
            return TransportAddress.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        @Override
        public void write(Bytes bytes) {
            if (toServer && breaks) throw new IllegalStateException("of the test");
            if (!shut) simulation.after(FLIGHT_NANOS, () -> delivery.accept(bytes));
        }

        private void deliver(Bytes bytes) {
            if (peer != null && !(toServer && !reads)) peer.received(bytes, simulation.now());
            else droppedBytes += bytes.length();
        }

        @Override
        public boolean writable() {
            return !toServer || reads;
        }

        @Override
        public void close() {
            if (shut) return;
            shut = true;
            simulation.after(FLIGHT_NANOS, this::over);
            if (other != null) simulation.after(FLIGHT_NANOS, other::over);
        }

        private void over() {
            shut = true;
            var end = peer;
            peer = null;
            if (end != null) end.closed(simulation.now());
        }
    }

    /// Makes wires from here to the gate.
    private final class Calls implements Dialer {
        private int calls;

        @Override
        public void dial(String host, int port, boolean tls, Caller caller) {
            simulation.after(FLIGHT_NANOS, () -> {
                if (host.equals("nowhere.example")) {
                    caller.failed(Failure.UNKNOWN_HOST, simulation.now());
                    return;
                }
                var out = new Side(port, true);
                var in = new Side(50_000 + calls++, false);
                out.other = in;
                in.other = out;
                in.delivery = between.apply(in.delivery);
                // A side's bytes come to the other side's end.
                out.peer = gate.accepted(in, tls, simulation.now());
                in.peer = caller.connected(out, simulation.now());
            });
        }
    }

    private final Dialer dialer = new Calls();

    RtmpPush push(String key) {
        return push("example.org", key);
    }

    RtmpPush push(String host, String key) {
        var report = new Push.Report() {
            @Override
            public void active(long nowNanos) {
                told.add("active");
            }

            @Override
            public void ended(String why, long nowNanos) {
                told.add(why);
            }
        };
        return push(host, key, report);
    }

    RtmpPush push(String host, String key, Push.Report report) {
        var url = RtmpUrl.parse("rtmp://" + host + "/live/" + key).orThrow();
        var push = RtmpPush.start(url, source, pushed, dialer, Chance.seeded(7), report, simulation.now());
        simulation.keepTime(push::deadlineNanos, push::elapse);
        return push;
    }

    Publication publish(List<Track> published) {
        return source.publish(new DeafPublisher(), published, simulation.now());
    }

    /// Films for so long: 25 pictures a second, a keyframe each second, and sound if there is a track for it.
    void film(Publication publication, boolean sound, long millis) {
        long start = simulation.now();
        for (long at = 0; at < millis; at += 20) {
            long time = at;
            simulation.after(time * MS, () -> {
                long now = simulation.now();
                if (time % 40 == 0) publication.frame(picture(time % 1_000 == 0, now), now);
                if (sound) publication.frame(quiet(now), now);
            });
        }
        simulation.runUntil(start + millis * MS);
    }

    static Frame picture(boolean key, long nowNanos) {
        return new Frame(0, nowNanos, key, key ? KEYFRAME : PICTURE);
    }

    static Frame quiet(long nowNanos) {
        return new Frame(1, nowNanos, true, QUIET);
    }

    void pass(long millis) {
        simulation.runUntil(simulation.now() + millis * MS);
    }

    List<Frame> frames(int track) {
        return frames.stream().filter(frame -> frame.track() == track).toList();
    }
}
