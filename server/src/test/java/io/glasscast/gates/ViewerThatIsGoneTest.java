package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.fuzz.Script;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.dtls.Dtls;
import io.glasscast.protocol.stun.Stun;
import io.glasscast.protocol.stun.StunMessage;
import io.glasscast.sim.Link;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A viewer has all the keys of its session. Once it is not there any more, none of them keeps the stream going to
/// whoever is there now.
class ViewerThatIsGoneTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 5 * MS, 0);
    private static final TransportAddress LEFT = address("10.0.0.2", 6_000);
    private static final TransportAddress ELSEWHERE = address("192.0.2.66", 4_000);
    private static final Bytes EMPTY_REPORT = Bytes.hex("80c90001 00000001");
    /// A request that nominates, with all that a lite agent wants to see.
    private static final byte[] NOMINATION = {8};

    /// Behind a record's header.
    private static final int DTLS_MESSAGE_TYPE = 13;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;

    /// When the viewer is gone.
    private static final long GONE = 5 * SECOND;
    /// An answer is five or six seconds old at the most when it was the last.
    private static final long OVER = GONE + 30 * SECOND;

    /// Addresses to which nothing leaves any more.
    private final Set<TransportAddress> full = new HashSet<>();

    private final SimulatedHouse house = new SimulatedHouse(1) {
        @Override
        public boolean writable(TransportAddress to) {
            return !full.contains(to);
        }
    };
    private final Chance chance = Chance.seeded(3);
    private final List<Bytes> atWhatItLeft = new ArrayList<>();
    private final List<Bytes> elsewhere = new ArrayList<>();

    private static TransportAddress address(String ip, int port) {
        return TransportAddress.udp(new InetSocketAddress(ip, port));
    }

    private static boolean isMedia(Bytes datagram) {
        return datagram.u8(0) >>> 6 == 2;
    }

    private SimulatedCamera film(long untilNanos) {
        var publisher = SimulatedClient.publisher(house, 5_000, CALM).dial();
        var camera = new SimulatedCamera(publisher, house.simulation, 30);
        camera.film(untilNanos);
        house.simulation.runUntil(2 * SECOND);
        return camera;
    }

    /// Watches until it is gone, and somebody else has its address.
    private SimulatedClient watchAndLeave() {
        film(80 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(GONE);
        assertThat(viewer.pictures()).hasSizeGreaterThan(60);
        viewer.fallSilent();
        house.network.put(LEFT, new Link(house.simulation, CALM, atWhatItLeft::add));
        house.network.put(ELSEWHERE, new Link(house.simulation, CALM, elsewhere::add));
        return viewer;
    }

    private void assertOverInTime() {
        house.simulation.runUntil(GONE + 20 * SECOND);
        assertThat(atWhatItLeft).as("that somebody is sent a stream").anyMatch(ViewerThatIsGoneTest::isMedia);
        house.simulation.runUntil(OVER + SECOND);
        assertThat(house.closed).isEqualTo(Map.of("ice-consent-lost", 1));
        assertThat(house.gate.sessions()).as("the publisher's").isEqualTo(1);
        int until = atWhatItLeft.size();
        house.simulation.runUntil(80 * SECOND);
        assertThat(atWhatItLeft).hasSize(until);
    }

    /// It sends on, with the address on it that it has left.
    @Test
    void whoWritesTheAddressThatItLeftOnItsPacketsKeepsTheStreamForHalfAMinute() {
        var forger = watchAndLeave().forger();
        house.simulation.every(500 * MS, 75 * SECOND, () -> {
            house.arrived(LEFT, forger.stun(new Script(NOMINATION)));
            house.arrived(LEFT, forger.rtcp(EMPTY_REPORT));
            house.arrived(LEFT, forger.answer(Bytes.of(chance.bytes(12))));
        });
        house.simulation.runUntil(GONE + 20 * SECOND);
        assertThat(house.discarded)
                .as("all but the answers is believed")
                .containsKey("ice-unknown-transaction")
                .doesNotContainKeys("srtcp-auth", "srtcp-replay", "ice-integrity", "ice-username");
        assertOverInTime();
    }

    /// It says truly where it is now, and answers there no more than where it was.
    @Test
    void whoSaysToBeElsewhereKeepsNothingGoingWhereItWas() {
        var forger = watchAndLeave().forger();
        house.simulation.every(500 * MS, 75 * SECOND, () -> {
            house.arrived(ELSEWHERE, forger.stun(new Script(NOMINATION)));
            house.arrived(ELSEWHERE, forger.rtcp(EMPTY_REPORT));
        });
        assertOverInTime();
        assertThat(elsewhere).isNotEmpty().noneMatch(ViewerThatIsGoneTest::isMedia);
    }

    /// It has got the handshake where it is; then it has it sent again elsewhere, and answers as if from there.
    @Test
    void keysDoNotShowThatSomebodyIsWhereOnlyARepetitionWent() {
        film(40 * SECOND);
        house.network.put(ELSEWHERE, new Link(house.simulation, CALM, elsewhere::add));
        var held = new ArrayList<Bytes>();
        var viewer = SimulatedClient.viewer(house, 6_000, CALM)
                .through(wire -> datagram -> {
                    if (Dtls.isDtls(datagram) && !isHello(datagram)) held.add(Bytes.of(datagram.toArray()));
                    else wire.accept(datagram);
                })
                .dial();
        while (held.isEmpty()) house.simulation.runUntil(house.simulation.now() + 10 * MS);
        viewer.fallSilent();
        var forger = viewer.forger();
        house.arrived(ELSEWHERE, forger.stun(new Script(NOMINATION)));
        house.simulation.runUntil(house.simulation.now() + 3 * SECOND);
        assertThat(elsewhere).as("the handshake, again").anyMatch(Dtls::isDtls);
        for (var datagram : List.copyOf(held)) house.arrived(ELSEWHERE, datagram);
        house.simulation.runUntil(house.simulation.now() + 3 * SECOND);
        house.arrived(ELSEWHERE, forger.stun(new Script(NOMINATION)));
        house.simulation.runUntil(40 * SECOND);
        assertThat(elsewhere).as("there are keys").anyMatch(datagram -> datagram.u8(0) == CHANGE_CIPHER_SPEC);
        assertThat(elsewhere).noneMatch(ViewerThatIsGoneTest::isMedia);
    }

    /// It says to be where everything would leave at once, and answers nothing that is asked there.
    @Test
    void whoDoesNotReadIsNotSentMoreForSayingToBeElsewhere() {
        film(40 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(GONE);
        full.add(LEFT);
        viewer.pretend(ELSEWHERE);
        house.arrived(ELSEWHERE, viewer.forger().stun(new Script(NOMINATION)));
        house.simulation.runUntil(GONE + SECOND);
        int before = viewer.received.size();
        house.simulation.runUntil(GONE + 10 * SECOND);
        assertThat(viewer.received).hasSize(before);
        full.clear();
        house.simulation.runUntil(GONE + 15 * SECOND);
        assertThat(viewer.received).as("it is where it was").hasSizeGreaterThan(before + 100);
    }

    private static boolean isHello(Bytes datagram) {
        return datagram.u8(0) == HANDSHAKE && datagram.u8(DTLS_MESSAGE_TYPE) == CLIENT_HELLO;
    }

    @Test
    void whoStaysIsAskedAndMissesNothing() {
        var camera = film(180 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(182 * SECOND);
        assertThat(viewer.closed).isEmpty();
        assertThat(house.closed).isEmpty();
        assertThat(viewer.pictures()).hasSizeGreaterThan(camera.pictures.size() - 65);
    }

    @Test
    void whoMovesIsFollowed() {
        var camera = film(120 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        for (int hop = 1; hop <= 4; hop++) {
            house.simulation.runUntil(hop * 22 * SECOND);
            viewer.move(6_000 + hop);
        }
        house.simulation.runUntil(122 * SECOND);
        assertThat(house.closed).isEmpty();
        assertThat(viewer.pictures().getLast().payload()).isEqualTo(camera.pictures.getLast());
    }

    /// Every agent of ICE has to answer (RFC 8445 §7.3), and all that we know of do.
    @Test
    void whoAnswersNoCheckIsNotSentAStreamForLong() {
        film(60 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM)
                .through(ViewerThatIsGoneTest::withoutAnswers)
                .dial();
        house.simulation.runUntil(30 * SECOND);
        assertThat(viewer.pictures()).hasSizeGreaterThan(700);
        house.simulation.runUntil(40 * SECOND);
        assertThat(house.closed).containsEntry("ice-consent-lost", 1);
    }

    /// It is sent reports only. The first versions of FFmpeg's WHIP muxer are like that.
    @Test
    void aPublisherThatAnswersNoCheckStays() {
        var publisher = SimulatedClient.publisher(house, 5_000, CALM)
                .through(ViewerThatIsGoneTest::withoutAnswers)
                .dial();
        new SimulatedCamera(publisher, house.simulation, 30).film(120 * SECOND);
        house.simulation.runUntil(120 * SECOND);
        assertThat(house.closed).isEmpty();
        assertThat(house.stream.live()).isTrue();
    }

    private static Consumer<Bytes> withoutAnswers(Consumer<Bytes> wire) {
        return datagram -> {
            boolean answer = Stun.isStun(datagram)
                    && StunMessage.parse(datagram) instanceof Parsed.Ok<StunMessage>(var message)
                    && message.kind() == StunMessage.Kind.SUCCESS;
            if (!answer) wire.accept(datagram);
        };
    }
}
