package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Meddler;
import io.glasscast.fuzz.Script;
import io.glasscast.fuzz.Seeds;
import io.glasscast.hub.Publication;
import io.glasscast.hub.StreamNames;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The whole SRT side of the server, with a fuzzer at the other end of the wire: a caller that publishes or watches as
/// it should, with or without a passphrase, while a script changes what it sends, sends again, holds back, and writes
/// packets of its own into the connection; and somebody who watches another stream and must not notice.
///
/// The first byte of an input chooses the caller, and whether there is a witness; then each deed is a byte and what
/// it takes.
final class SrtPeerFuzzTest {
    private static final StreamNames OTHERS = new StreamNames("m2", "fuzzed-key", "fuzzed-id");
    private static final SrtSecret SECRET = new SrtSecret("0123456789abc", 16);
    private static final Link.Conditions PATH = new Link.Conditions(0, 0, 5 * MS, 0);
    private static final TransportAddress STRANGER = address(53);
    private static final long PICTURE = 40 * MS;

    /// In virtual time, and in deeds.
    private static final long ATTACK = 4 * SECOND;

    private static final int MOST_DEEDS = 300;

    /// Callers that fell silent are given up after five seconds.
    private static final long OBLIVION = 20 * SECOND;

    /// What the gate and the hub hold, with room to spare: the buffers of a connection have 8192 places.
    private static final int MOST_HELD = 100_000;

    private static final int MOST_LEFT = 1_000;

    private static TransportAddress address(int port) {
        return TransportAddress.udp(new InetSocketAddress("192.0.2.9", port));
    }

    static void fuzz(byte[] input) {
        new Attack(new Script(input)).run();
    }

    private static final class Attack {
        private final Script script;
        private final int choice;
        private final Simulation simulation = new Simulation(1);
        private final SimulatedSrt house;
        private final Optional<SrtSecret> secret;
        private final Publication publication;
        private final Optional<SrtStranger> witness;
        private final SrtStranger caller;
        private final Meddler meddler;
        private long toStranger;
        private long fromStranger;
        private int filmed;
        private boolean filming = true;

        Attack(Script script) {
            this.script = script;
            choice = script.u8();
            secret = (choice & 1) != 0 ? Optional.of(SECRET) : Optional.empty();
            house = new SimulatedSrt(simulation, new SrtTerms(true, secret, Duration.ofMillis(120)));
            var _ = house.hub.open(OTHERS).orElseThrow();
            house.network.put(STRANGER, new Link(simulation, PATH, datagram -> toStranger += datagram.length()));
            publication = house.stream.publish(new DeafPublisher(), List.of(Truth.VIDEO, Truth.AAC), 0);
            simulation.every(PICTURE, ATTACK + SECOND, this::film);
            witness = (choice & 2) != 0 ? Optional.of(call("read:playback-id", 2)) : Optional.empty();
            caller = call(streamId(), 3);
            meddler = new Meddler(caller.there::send);
            caller.wire = meddler::send;
        }

        private void film() {
            if (!filming) return;
            long now = simulation.now();
            boolean keyframe = filmed++ % 25 == 0;
            publication.frame(new Frame(0, now, keyframe, Truth.picture(keyframe, now)), now);
            publication.frame(new Frame(1, now, true, Truth.sound(Codec.AAC, now)), now);
        }

        private String streamId() {
            return switch (choice >>> 2 & 3) {
                case 0, 2 -> "publish:fuzzed-key";
                case 1 -> "read:playback-id";
                default -> new String(script.piece().toArray(), StandardCharsets.UTF_8).replace("\uFFFD", "?");
            };
        }

        private SrtStranger call(String streamId, int port) {
            return new SrtStranger(house, new SrtCaller(streamId, Duration.ofMillis(120), secret), address(port), PATH);
        }

        void run() {
            // Most of what there is to find is behind the handshake.
            if ((choice & 16) == 0) pass(300 * MS);
            int deeds = 0;
            while (!script.over() && deeds++ < MOST_DEEDS) deed();
            check();
            leave();
        }

        private void deed() {
            int deed = script.u8();
            switch (deed & 15) {
                case 0 -> pass((1 + (deed >>> 4)) * MS);
                case 1 -> pass((1 + (deed >>> 4)) * 40 * MS);
                case 2, 3 -> meddler.intend(script);
                case 4 -> meddler.release();
                case 5 -> arrives(meddler.sentBefore(script.u8()), deed);
                case 6 -> arrives(script.longPiece(1_456), deed);
                case 7, 8 -> arrives(control(script.u8()), deed);
                case 9 -> arrives(data(), deed);
                case 10 -> shows(script.longPiece(SrtConnection.MAX_PAYLOAD));
                case 11 -> shows(transportPacket());
                case 12 -> arrives(addressed(script.longPiece(1_456)), deed);
                case 13 -> {
                    if (caller.connected) caller.film(simulation.now(), 1);
                }
                case 14 -> {
                    if (deed >>> 4 == 15) caller.close();
                }
                default -> pass(0);
            }
        }

        /// From the caller's address or, now and then, from a stranger's.
        private void arrives(Bytes datagram, int deed) {
            if ((deed & 0x70) != 0x70) {
                caller.there.send(datagram);
                return;
            }
            fromStranger += datagram.length();
            house.gate.datagram(STRANGER, datagram, simulation.now());
        }

        /// A control packet of any type, for the server's end of the connection (draft-sharabayko-srt-01 §3.2).
        private Bytes control(int shape) {
            int type = (shape & 15) == 15 ? 0x7FFF : shape & 15;
            return new ByteWriter()
                    .u16(0x8000 | type)
                    .u16((shape & 16) == 0 ? 0 : script.u16())
                    .u32((shape & 32) == 0 ? 0 : near())
                    .u32(simulation.now() / 1_000)
                    .u32((shape & 64) == 0 ? caller.peer : 0)
                    .bytes(script.piece())
                    .toBytes();
        }

        /// A number about where the caller's own are.
        private long near() {
            long last = 0;
            for (int i = 0; i < 8 && last == 0; i++) {
                var sent = meddler.sentBefore(i);
                if (sent.length() >= 16 && sent.u8(0) < 0x80) last = sent.u32(0);
            }
            return last + (short) script.u16() & 0x7FFF_FFFFL;
        }

        private Bytes data() {
            return new ByteWriter()
                    .u32(near())
                    .u32((long) script.u8() << 24 | script.u16())
                    .u32(simulation.now() / 1_000 + (byte) script.u8() * 1_000L)
                    .u32(caller.peer)
                    .bytes(script.longPiece(SrtConnection.MAX_PAYLOAD))
                    .toBytes();
        }

        /// The script's own datagram, with the place put in for which it is.
        private Bytes addressed(Bytes datagram) {
            if (datagram.length() < 16) return datagram;
            return new ByteWriter()
                    .bytes(datagram.slice(0, 12))
                    .u32(caller.peer)
                    .bytes(datagram.from(16))
                    .toBytes();
        }

        /// One packet of a transport stream, of whose 188 bytes the script says the first and the rest are one byte.
        private Bytes transportPacket() {
            var said = script.piece();
            var packet = new byte[188];
            Arrays.fill(packet, (byte) script.u8());
            said.slice(0, Math.min(said.length(), 187)).copyTo(packet, 1);
            packet[0] = 0x47;
            return Bytes.of(packet);
        }

        /// Goes through the caller's own end, so that it is numbered, and encrypted where there is a passphrase.
        private void shows(Bytes payload) {
            if (caller.connected && !caller.connection.closed() && !payload.isEmpty())
                caller.take(new SrtConnection.Input.Send(payload));
        }

        private void pass(long nanos) {
            simulation.runUntil(Math.min(simulation.now() + nanos, ATTACK));
        }

        private void check() {
            if (house.gate.sessions() > 3) throw new AssertionError(house.gate.sessions() + " sessions");
            if (toStranger > fromStranger)
                throw new AssertionError("a stranger was sent " + toStranger + " for " + fromStranger);
            if ((choice & 32) != 0) Holdings.expectAtMost(MOST_HELD, house.gate, house.hub);
            simulation.runUntil(simulation.now() + 500 * MS);
            witness.ifPresent(this::assertSeesAll);
        }

        private void assertSeesAll(SrtStranger viewer) {
            if (!viewer.damage.isEmpty()) throw new AssertionError("the witness saw damage: " + viewer.damage);
            long before = -1;
            for (var picture : viewer.pictures()) {
                long truth = Truth.of(picture);
                if (before >= 0 && truth - before > PICTURE + MS)
                    throw new AssertionError("the witness missed what was between " + before + " and " + truth);
                before = truth;
            }
            if (simulation.now() - before > 400 * MS)
                throw new AssertionError("the witness sees nothing since " + before + ", at " + simulation.now());
        }

        /// Nobody says anything any more: the server forgets them all.
        private void leave() {
            caller.wire = _ -> {};
            filming = false;
            publication.end(simulation.now());
            witness.ifPresent(SrtStranger::close);
            simulation.runUntil(simulation.now() + OBLIVION);
            if (house.gate.sessions() != 0) throw new AssertionError("a session goes on for ever");
            if ((choice & 32) != 0) Holdings.expectAtMost(MOST_LEFT, house.gate, house.hub);
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("srt-peer", 200, SrtPeerFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("srt-peer")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
