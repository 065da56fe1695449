package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.fuzz.Script;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.IceAgent;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.StunAttribute;
import io.glasscast.protocol.stun.StunIntegrity;
import io.glasscast.protocol.stun.StunMessage;
import io.glasscast.protocol.stun.StunWriter;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Datagrams with somebody else's address on them: what that somebody is sent, beside what was sent to us.
class AmplificationTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 5 * MS, 0);
    private static final TransportAddress VICTIM = TransportAddress.udp(new InetSocketAddress("192.0.2.9", 53));
    private static final TransportAddress ATTACKER = TransportAddress.udp(new InetSocketAddress("192.0.2.66", 4_000));
    private static final DtlsIdentity IDENTITY =
            DtlsIdentity.generate(Chance.seeded(5), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));

    /// One flight, once a session, which the offer has paid for.
    private static final int FLIGHT = 1_500;

    /// Who is nominated is asked once more whether it is there.
    private static final int QUESTION = 120;

    private final SimulatedHouse house = new SimulatedHouse(1) {
        @Override
        void arrived(TransportAddress from, Bytes datagram) {
            if (from.equals(VICTIM)) spoofed.add(datagram);
            super.arrived(from, datagram);
        }
    };
    private final Chance chance = Chance.seeded(9);
    private final List<Bytes> spoofed = new ArrayList<>();
    private final List<Bytes> hit = new ArrayList<>();

    private int mostNominations = Integer.MAX_VALUE;

    private void spoof(Bytes datagram) {
        house.arrived(VICTIM, datagram);
    }

    private Bytes random(int length) {
        return Bytes.of(chance.bytes(length));
    }

    private static long sum(List<Bytes> datagrams) {
        return datagrams.stream().mapToLong(Bytes::length).sum();
    }

    private void report(String what) {
        System.out.println("Amplification, " + what + ": in " + sum(spoofed) + " B, out " + sum(hit) + " B");
    }

    @Test
    void webRtcHasNothingToSayToStrangers() {
        house.network.put(VICTIM, new Link(house.simulation, CALM, hit::add));
        for (int i = 0; i < 100; i++) {
            spoof(StunWriter.request(random(12)).fingerprint().wire());
            spoof(StunWriter.request(random(12))
                    .username("nobody:stranger")
                    .integrity(StunIntegrity.SHA1, "a-password-that-is-long-enough")
                    .fingerprint()
                    .wire());
            spoof(hello(List.of()));
            spoof(Bytes.of(new byte[] {(byte) 0x80, 96, 0, 1}));
            spoof(random(1 + i));
        }
        house.simulation.runUntil(40 * SECOND);
        report("strangers of WebRTC");
        assertThat(hit).isEmpty();
    }

    /// Whoever may watch is given credentials, and could point a check at somebody else. A handshake is not to be had
    /// there for more than what it is elsewhere, whichever side is to begin it.
    @ParameterizedTest
    @CsvSource({"actpass, false", "actpass, true", "passive, false", "passive, true"})
    void aHandshakeThatIsPointedAtSomebodyElseIsNotMultiplied(String setup, boolean once) {
        mostNominations = once ? 1 : Integer.MAX_VALUE;
        house.network.put(VICTIM, new Link(house.simulation, CALM, hit::add));
        var publisher = SimulatedClient.publisher(house, 5_000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 30).film(40 * SECOND);
        house.simulation.runUntil(2 * SECOND);

        var credentials = IceCredentials.random(chance);
        var offer = ClientOffer.toView(
                new LocalTerms(
                        credentials.ufrag(),
                        credentials.password(),
                        IDENTITY.fingerprint().write(),
                        false,
                        List.of(),
                        1,
                        "attacker"),
                List.of(Codec.H264, Codec.OPUS));
        var sdp = offer.sdp().replace("a=setup:actpass", "a=setup:" + setup);
        var outcome = house.gate.whep(SimulatedHouse.NAMES.playbackId(), sdp, "", house.simulation.now());
        var answered = (WebRtcDoor.Outcome.Answered) outcome;
        var remote = ((Negotiation.Negotiated) offer.read(answered.sdp().replace("a=setup:active", "a=setup:passive"))
                        .orThrow())
                .transport();
        var agent = new IceControllingAgent(
                credentials, new IceCredentials(remote.ufrag(), remote.password()), chance, house.simulation.now());
        house.network.put(
                ATTACKER,
                new Link(
                        house.simulation,
                        CALM,
                        bytes -> agent.handle(
                                new IceAgent.Input.Datagram(SimulatedHouse.ADDRESS, bytes),
                                house.simulation.now(),
                                this::said)));
        house.simulation.keepTime(agent::deadlineNanos, now -> agent.elapse(now, this::said));
        agent.handle(
                new IceAgent.Input.RemoteCandidates(List.of(SimulatedHouse.ADDRESS)),
                house.simulation.now(),
                this::said);
        var hello = hello(remote.fingerprints().stream()
                .map(line -> Fingerprint.parse(line).orThrow())
                .toList());
        house.simulation.runUntil(3 * SECOND);
        if (setup.equals("actpass")) {
            spoof(hello);
            if (!once) house.simulation.every(200 * MS, 30 * SECOND, () -> spoof(hello));
        }
        house.simulation.runUntil(40 * SECOND);
        report("a handshake, " + setup + (once ? ", once" : ", again and again"));
        assertThat(spoofed).as("the attack took place").isNotEmpty();
        assertThat(hit).isNotEmpty();
        assertThat(sum(hit)).isLessThanOrEqualTo(3 * sum(spoofed) + FLIGHT + QUESTION);
    }

    /// Whoever watches knows the password, and could have the pictures sent to somebody else.
    @Test
    void aStreamIsNotPointedAtSomebodyElse() {
        house.network.put(VICTIM, new Link(house.simulation, CALM, hit::add));
        var publisher = SimulatedClient.publisher(house, 5_000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 30).film(60 * SECOND);
        house.simulation.runUntil(2 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(5 * SECOND);
        int before = viewer.pictures().size();
        assertThat(before).isGreaterThan(60);
        viewer.pretend(VICTIM);
        house.simulation.runUntil(60 * SECOND);
        report("a stream");
        assertThat(spoofed).as("the attack took place").isNotEmpty();
        assertThat(sum(hit)).isLessThanOrEqualTo(3 * sum(spoofed));
    }

    /// One check that nominates somebody else, and then nothing: reports on the stream are not for him either.
    @Test
    void reportsAreNotPointedAtSomebodyElse() {
        house.network.put(VICTIM, new Link(house.simulation, CALM, hit::add));
        var publisher = SimulatedClient.publisher(house, 5_000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 30).film(40 * SECOND);
        house.simulation.runUntil(2 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(5 * SECOND);
        spoof(viewer.forger().stun(new Script(new byte[] {8})));
        house.simulation.runUntil(40 * SECOND);
        report("reports");
        assertThat(hit).as("the attack took place").isNotEmpty();
        assertThat(sum(hit)).isLessThanOrEqualTo(3 * sum(spoofed));
    }

    /// It is answered that the password is wrong, and not that anybody is believed.
    @Test
    void aWrongPasswordProvesNothing() {
        house.network.put(VICTIM, new Link(house.simulation, CALM, hit::add));
        var publisher = SimulatedClient.publisher(house, 5_000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 30).film(5 * SECOND);
        house.simulation.runUntil(2 * SECOND);
        for (int i = 0; i < 20; i++) {
            spoof(StunWriter.request(random(12))
                    .username(publisher.serverUfrag() + ":whoever")
                    .priority(1)
                    .integrity(StunIntegrity.SHA1, "a-password-that-is-long-enough")
                    .fingerprint()
                    .wire());
            spoof(hello(List.of()));
        }
        house.simulation.runUntil(5 * SECOND);
        report("a wrong password");
        assertThat(house.discarded).containsEntry("datagram-stranger", 20);
        assertThat(sum(hit)).isLessThanOrEqualTo(sum(spoofed));
    }

    /// Checks come from where the attacker is, and nominate the victim.
    private void said(IceAgent.Output output) {
        if (!(output instanceof IceAgent.Output.Send(var _, var datagram))) return;
        boolean nominates = StunMessage.parse(datagram) instanceof Parsed.Ok<StunMessage>(var message)
                && message.has(StunAttribute.USE_CANDIDATE);
        if (nominates && mostNominations-- > 0) spoof(datagram);
        else if (!nominates) house.arrived(ATTACKER, datagram);
    }

    private Bytes hello(List<Fingerprint> expected) {
        var datagrams = new ArrayList<Bytes>();
        var client =
                new DtlsPeer(Role.CLIENT, IDENTITY, expected, List.of(SrtpProfile.AEAD_AES_128_GCM.id()), chance, 0);
        client.start(0, output -> {
            if (output instanceof DtlsPeer.Output.Send(var datagram)) datagrams.add(datagram);
        });
        return datagrams.getFirst();
    }

    @Test
    void srtAnswersAHelloWithNoMoreThanItsLengthAndRemembersNothing() {
        var simulation = new Simulation(1);
        var srt = new SimulatedSrt(simulation, SrtTerms.DEFAULT);
        srt.network.put(VICTIM, new Link(simulation, CALM, hit::add));
        for (int i = 0; i < 500; i++) {
            var caller = new SrtCaller("read:playback-id", Duration.ofMillis(200), Optional.empty())
                    .call(Chance.seeded(i), simulation.now());
            caller.elapse(simulation.now(), output -> {
                if (!(output instanceof SrtConnection.Output.Transmit(var datagram))) return;
                spoofed.add(datagram);
                srt.gate.datagram(VICTIM, datagram, simulation.now());
            });
            // All there is to know of a conclusion but the cookie.
            var rubbish = random(64 + i);
            spoofed.add(rubbish);
            srt.gate.datagram(VICTIM, rubbish, simulation.now());
        }
        simulation.runUntil(40 * SECOND);
        report("strangers of SRT");
        assertThat(hit).hasSize(500);
        assertThat(sum(hit)).isLessThanOrEqualTo(sum(spoofed));
        assertThat(srt.gate.sessions()).isZero();
    }
}
