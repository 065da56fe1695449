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
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The whole WebRTC side of the server, with a fuzzer at the other end of the wire: a client that publishes or watches
/// as it should, offer, checks, handshake, keys and media, while a script changes what it sends, sends again, holds
/// back, and seals with its keys whatever comes to its mind; and somebody who watches another stream and must not
/// notice.
///
/// The first byte of an input chooses the client, and whether there is a witness; then each deed is a byte and what
/// it takes.
final class WebRtcPeerFuzzTest {
    private static final StreamNames OTHERS = new StreamNames("m2", "fuzzed-key", "fuzzed-id");
    private static final TransportAddress STRANGER = TransportAddress.udp(new InetSocketAddress("192.0.2.9", 53));
    private static final Link.Conditions PATH = new Link.Conditions(0, 0, 5 * MS, 0);

    /// In virtual time, and in deeds.
    private static final long ATTACK = 4 * SECOND;

    private static final int MOST_DEEDS = 300;

    /// Whoever has said nothing for so long is gone by every rule.
    private static final long OBLIVION = 70 * SECOND;

    /// One flight a session, which the offer has paid for, and a goodbye; see [AmplificationTest].
    private static final int FLIGHT = 1_700;

    /// What a server of two streams and three sessions holds, with room to spare: an input is 4 kB, most of its deeds
    /// a datagram. A fresh one holds some hundred objects.
    private static final int MOST_HELD = 30_000;

    /// More than is left of anybody who is gone.
    private static final int MOST_LEFT = 1_000;

    static void fuzz(byte[] input) {
        new Attack(new Script(input)).run();
    }

    private static final class Attack {
        private final Script script;
        private final int choice;
        private final SimulatedHouse house;
        private final Simulation simulation;
        private final Publication publication;
        private final Optional<SimulatedClient> witness;
        private final SimulatedClient client;
        private Meddler meddler = new Meddler(_ -> {});
        private long toStranger;
        private long fromStranger;
        private long filmed;
        private boolean filming = true;

        Attack(Script script) {
            this.script = script;
            choice = script.u8();
            house = new SimulatedHouse(1, HubLimits.DEFAULT, Transcoder.NONE);
            simulation = house.simulation;
            var _ = house.hub.open(OTHERS).orElseThrow();
            house.network.put(STRANGER, new Link(simulation, PATH, datagram -> toStranger += datagram.length()));
            publication = house.stream.publish(new DeafPublisher(), List.of(Truth.VIDEO, Truth.OPUS), 0);
            simulation.every(40 * MS, ATTACK + 10 * SECOND, this::film);
            witness = (choice & 1) != 0
                    ? Optional.of(SimulatedClient.viewer(house, 6_000, PATH).dial())
                    : Optional.empty();
            client = (choice & 2) != 0
                    ? SimulatedClient.publisher(house, 5_000, PATH).of(OTHERS)
                    : SimulatedClient.viewer(house, 5_000, PATH);
            client.through(wire -> {
                meddler = new Meddler(wire);
                return meddler::send;
            });
            if ((choice & 4) != 0) client.waiting();
        }

        private void film() {
            if (!filming) return;
            long now = simulation.now();
            boolean keyframe = filmed++ % 25 == 0;
            publication.frame(new Frame(0, now, keyframe, Truth.picture(keyframe, now)), now);
            publication.frame(new Frame(1, now, true, Truth.sound(Codec.OPUS, now)), now);
        }

        void run() {
            simulation.runUntil(100 * MS);
            boolean in = client.dial(this::twisted);
            // Most of what there is to find is behind the keys.
            if ((choice & 8) == 0) pass(300 * MS);
            int deeds = 0;
            while (in && !script.over() && deeds++ < MOST_DEEDS) deed();
            check();
            leave();
        }

        /// Once in a while the offer is not what the client wrote.
        private String twisted(String offer) {
            if ((choice & 16) == 0) return offer;
            var bytes = Bytes.utf8(offer).toArray();
            for (int changes = 1 + (script.u8() & 7); changes > 0; changes--)
                bytes[script.u16() % bytes.length] = (byte) script.u8();
            return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }

        private void deed() {
            int deed = script.u8();
            switch (deed & 15) {
                case 0 -> pass((1 + (deed >>> 4)) * MS);
                case 1 -> pass((1 + (deed >>> 4)) * 40 * MS);
                case 2, 3 -> meddler.intend(script);
                case 4 -> meddler.release();
                case 5 -> arrives(meddler.sentBefore(script.u8()), deed);
                case 6 -> arrives(script.longPiece(1_400), deed);
                case 7 -> arrives(client.forger().stun(script), deed);
                case 8, 9 -> {
                    if (client.keyed()) arrives(client.forger().rtp(script), deed & 0x10);
                }
                case 10, 11 -> {
                    if (client.keyed()) arrives(client.forger().rtcp(script), deed & 0x10);
                }
                case 12 -> {
                    if (!client.keyed()) return;
                    var plain = script.longPiece(1_200);
                    arrives(
                            deed >>> 7 == 0
                                    ? client.forger().rtp(plain)
                                    : client.forger().rtcp(plain),
                            0);
                }
                case 13 -> patch(deed >>> 4);
                case 14 -> client.move(5_001 + (deed >>> 4));
                default -> shows(deed >>> 4);
            }
        }

        /// Comes from the client's place or, now and then, from a stranger's.
        private void arrives(Bytes datagram, int deed) {
            if ((deed & 0x30) != 0x30) {
                client.inject(datagram);
                return;
            }
            fromStranger += datagram.length();
            house.arrived(STRANGER, datagram);
        }

        private void patch(int how) {
            if (how == 0) {
                client.restart();
                return;
            }
            var fragment = new String(script.piece().toArray(), java.nio.charset.StandardCharsets.UTF_8);
            var match = (how & 1) == 0 ? Optional.of("*") : Optional.<String>empty();
            house.gate.patch(client.sessionId(), fragment, match, simulation.now());
        }

        /// What a client that means well does next.
        private void shows(int how) {
            long now = simulation.now();
            switch (how & 3) {
                case 0 -> {
                    if ((choice & 2) != 0 && client.keyed())
                        client.send(Codec.H264, new Frame(0, now, true, Truth.picture(true, now)));
                }
                case 1 -> {
                    if ((choice & 2) != 0 && client.keyed())
                        client.send(Codec.OPUS, new Frame(1, now, true, Truth.sound(Codec.OPUS, now)));
                }
                case 2 -> client.requestKeyframe();
                default -> house.gate.end(client.sessionId(), now);
            }
        }

        private void pass(long nanos) {
            simulation.runUntil(Math.min(simulation.now() + nanos, ATTACK));
        }

        private void check() {
            if (house.gate.sessions() > 2) throw new AssertionError(house.gate.sessions() + " sessions");
            if ((choice & 32) != 0) Holdings.expectAtMost(MOST_HELD, house.gate, house.hub);
            simulation.runUntil(simulation.now() + 300 * MS);
            witness.ifPresent(this::assertSeesAll);
        }

        /// Every picture from the first on, up to the present.
        private void assertSeesAll(SimulatedClient viewer) {
            long before = -1;
            for (var picture : viewer.pictures()) {
                long truth = Truth.of(picture);
                if (before >= 0 && truth - before > 41 * MS)
                    throw new AssertionError("the witness missed what was between " + before + " and " + truth);
                before = truth;
            }
            if (simulation.now() - before > 150 * MS)
                throw new AssertionError("the witness sees nothing since " + before + ", at " + simulation.now());
        }

        /// Nobody says anything any more: the server forgets them all.
        private void leave() {
            filming = false;
            witness.ifPresent(SimulatedClient::close);
            client.fallSilent();
            publication.end(simulation.now());
            simulation.runUntil(simulation.now() + OBLIVION);
            if (house.gate.sessions() != 0) throw new AssertionError("a session goes on for ever");
            if (toStranger > 3 * fromStranger + FLIGHT)
                throw new AssertionError("a stranger was sent " + toStranger + " for " + fromStranger);
            if ((choice & 32) != 0) Holdings.expectAtMost(MOST_LEFT, house.gate, house.hub);
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("webrtc-peer", 60, WebRtcPeerFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("webrtc-peer")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
