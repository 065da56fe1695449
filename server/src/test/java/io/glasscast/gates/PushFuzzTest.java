package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Meddler;
import io.glasscast.fuzz.Script;
import io.glasscast.fuzz.Seeds;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.rtmp.RtmpStranger;
import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.protocol.srt.SrtUrl;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Streams that are brought to servers elsewhere, which are not to be trusted either: each is a genuine one of ours,
/// while a script changes what it answers, and answers in its place. A push ends at most once, with a line that holds
/// no key, and leaves its stream when it is told to.
///
/// The first byte of an input chooses the destination; then each deed is a byte and what it takes.
final class PushFuzzTest {
    private static final Link.Conditions PATH = new Link.Conditions(0, 0, 5 * MS, 0);
    private static final TransportAddress HERE = address(8_890);
    private static final TransportAddress THERE = address(9_000);
    private static final SrtSecret SECRET = new SrtSecret("0123456789abc", 16);
    private static final String KEY = "ingest-key";

    /// In virtual time, and in deeds.
    private static final long ATTACK = 4 * SECOND;

    private static final int MOST_DEEDS = 300;

    /// What the script does to a destination, whatever it speaks.
    private static void attack(Script script, Simulation simulation, Meddler meddler, Consumer<Script> more) {
        for (int deeds = 0; deeds < MOST_DEEDS && !script.over(); deeds++) {
            int deed = script.u8();
            switch (deed & 7) {
                case 0 -> pass(simulation, (1 + (deed >>> 3)) * MS);
                case 1 -> pass(simulation, (1 + (deed >>> 3)) * 20 * MS);
                case 2 -> meddler.intend(script);
                case 3 -> meddler.release();
                case 4 -> meddler.inject(meddler.sentBefore(script.u8()));
                case 5 -> meddler.inject(script.longPiece(1_456));
                default -> more.accept(script);
            }
        }
    }

    private static void pass(Simulation simulation, long nanos) {
        simulation.runUntil(Math.min(simulation.now() + nanos, ATTACK));
    }

    /// What a push may say.
    private static final class Told implements Push.Report {
        private boolean ended;

        @Override
        public void active(long nowNanos) {
            if (ended) throw new AssertionError("active after its end");
        }

        @Override
        public void ended(String why, long nowNanos) {
            if (ended) throw new AssertionError("ended twice: " + why);
            ended = true;
            if (why.contains(KEY) || why.lines().count() != 1) throw new AssertionError(why);
        }
    }

    private static void end(Simulation simulation, Push push, Told told, Stream stream) {
        simulation.runUntil(ATTACK + SECOND);
        if (!told.ended) push.close(simulation.now());
        simulation.runUntil(ATTACK + 2 * SECOND);
        if (stream.viewers() != 0) throw new AssertionError("the stream is still watched");
    }

    private static Publication publish(Simulation simulation, Stream stream, List<Track> tracks) {
        return stream.publish(new DeafPublisher(), tracks, simulation.now());
    }

    /// Sound and pictures as an encoder of RTMP or SRT has them.
    private static void film(Simulation simulation, Stream stream) {
        var publication = publish(simulation, stream, List.of(RtmpTown.PICTURES, RtmpTown.SOUND));
        int[] pictures = {0};
        simulation.every(40 * MS, ATTACK, () -> {
            long now = simulation.now();
            publication.frame(RtmpTown.picture(pictures[0]++ % 25 == 0, now), now);
            publication.frame(RtmpTown.quiet(now), now);
        });
    }

    static void fuzzRtmp(byte[] input) {
        var script = new Script(input);
        int choice = script.u8();
        var told = new Told();
        var town = new RtmpTown(1);
        var meddlers = new Meddler[] {new Meddler(_ -> {})};
        town.between = wire -> {
            meddlers[0] = new Meddler(wire);
            return meddlers[0]::send;
        };
        film(town.simulation, town.source);
        if ((choice & 1) != 0) town.reads = false;
        var push = town.push("example.org", (choice & 2) == 0 ? KEY : "another-key", told);
        pass(town.simulation, 25 * MS);
        if ((choice & 4) == 0) pass(town.simulation, 300 * MS);
        var server = new RtmpStranger(bytes -> meddlers[0].inject(bytes));
        attack(script, town.simulation, meddlers[0], more -> {
            if ((more.u8() & 1) == 0) server.message(more);
            else server.command(more);
        });
        end(town.simulation, push, told, town.source);
    }

    static void fuzzSrt(byte[] input) {
        var script = new Script(input);
        int choice = script.u8();
        var told = new Told();
        var simulation = new Simulation(1);
        var house = new SimulatedSrt(simulation, SrtTerms.DEFAULT);
        boolean secret = (choice & 1) != 0;
        var there = new SimulatedSrt(
                simulation,
                new SrtTerms(true, secret ? Optional.of(SECRET) : Optional.empty(), Duration.ofMillis(120)));
        var meddler = new Meddler(bytes -> house.gate.datagram(THERE, bytes, simulation.now()));
        house.network.put(
                THERE, new Link(simulation, PATH, bytes -> there.gate.datagram(HERE, bytes, simulation.now())));
        there.network.put(HERE, new Link(simulation, PATH, meddler::send));
        film(simulation, house.stream);
        var url = SrtUrl.parse("srt://there:9000?streamid=publish:" + KEY
                        + (secret ? "&passphrase=0123456789abc&pbkeylen=16" : ""))
                .orThrow();
        var push = house.gate.push(url, THERE.socket(), house.stream, told, simulation.now());
        if ((choice & 2) == 0) pass(simulation, 200 * MS);
        attack(script, simulation, meddler, more -> meddler.inject(addressed(more.longPiece(1_456), meddler)));
        end(simulation, push, told, house.stream);
    }

    /// The script's datagram, for whom the last was that the destination sent.
    private static Bytes addressed(Bytes datagram, Meddler meddler) {
        var last = meddler.lastSent();
        if (datagram.length() < 16 || last.length() < 16) return datagram;
        return new ByteWriter()
                .bytes(datagram.slice(0, 12))
                .bytes(last.slice(12, 4))
                .bytes(datagram.from(16))
                .toBytes();
    }

    static void fuzzWhip(byte[] input) {
        var script = new Script(input);
        int choice = script.u8();
        var told = new Told();
        var near = new SimulatedHouse(1);
        var simulation = near.simulation;
        var far = new FarWhip(new SimulatedHouse(simulation, 2, HubLimits.DEFAULT, Transcoder.NONE), PATH);
        var meddlers = new Meddler[] {new Meddler(_ -> {})};
        far.between = wire -> {
            meddlers[0] = new Meddler(wire);
            return meddlers[0]::send;
        };
        if ((choice & 1) != 0) far.twist = answer -> twisted(answer, script);
        var publication = publish(simulation, near.stream, List.of(Truth.VIDEO, Truth.OPUS));
        int[] pictures = {0};
        simulation.every(40 * MS, ATTACK, () -> {
            long now = simulation.now();
            boolean keyframe = pictures[0]++ % 25 == 0;
            publication.frame(new Frame(0, now, keyframe, Truth.picture(keyframe, now)), now);
        });
        var url =
                WhipUrl.parse("https://a-secret-token@far.example/whip/" + KEY).orThrow();
        var push = new WhipPush(url, near.stream, far, SimulatedHouse.TERMS, Chance.seeded(3), told, 0);
        simulation.keepTime(push::deadlineNanos, push::elapse);
        far.open(push);
        pass(simulation, 50 * MS);
        if ((choice & 2) == 0) pass(simulation, 300 * MS);
        attack(script, simulation, meddlers[0], more -> {
            if ((more.u8() & 1) == 0) near.stream.requestKeyframe(simulation.now());
            else far.house.gate.closeAll(simulation.now());
        });
        end(simulation, push, told, near.stream);
        if (far.open != 0) throw new AssertionError("a socket is left");
    }

    private static String twisted(String answer, Script script) {
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        for (int changes = 1 + (script.u8() & 7); changes > 0; changes--)
            bytes[script.u16() % bytes.length] = (byte) script.u8();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static TransportAddress address(int port) {
        return TransportAddress.udp(new InetSocketAddress("10.0.0.2", port));
    }

    @Test
    void rtmpReplaysItsCorpus() {
        Corpus.replay("rtmp-push", 200, PushFuzzTest::fuzzRtmp);
    }

    @Test
    void srtReplaysItsCorpus() {
        Corpus.replay("srt-push", 200, PushFuzzTest::fuzzSrt);
    }

    @Test
    void whipReplaysItsCorpus() {
        Corpus.replay("whip-push", 60, PushFuzzTest::fuzzWhip);
    }

    @Tag("fuzz")
    @Seeds("rtmp-push")
    @FuzzTest
    void rtmp(byte[] input) {
        fuzzRtmp(input);
    }

    @Tag("fuzz")
    @Seeds("srt-push")
    @FuzzTest
    void srt(byte[] input) {
        fuzzSrt(input);
    }

    @Tag("fuzz")
    @Seeds("whip-push")
    @FuzzTest
    void whip(byte[] input) {
        fuzzWhip(input);
    }
}
