package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsPeer.Options;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import io.glasscast.sim.Link.Conditions;
import io.glasscast.sim.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two of our machines over simulated paths.
final class HandshakeTest {
    private static final long MINUTE = 60 * Simulation.SECOND;

    @Test
    void agreesOverAPerfectPath() {
        var pair = new Pair(1, Conditions.PERFECT, Options.DEFAULT).run(MINUTE);
        assertThat(pair.client.reports).containsExactly(new Output.Connected(7));
        assertThat(pair.server.reports).containsExactly(new Output.Connected(7));
        assertThat(Pair.srtpKeys(pair.client.peer)).isEqualTo(Pair.srtpKeys(pair.server.peer));
        assertThat(pair.client.sent).isEqualTo(2);
        assertThat(pair.server.sent).isEqualTo(2);
    }

    /// Losing, doubling, overtaking, whole and in crumbs, with and without a cookie: both agree, on the same keys.
    @Test
    void agreesOverTwoHundredBadPaths() {
        for (int seed = 0; seed < 200; seed++) {
            var conditions = new Conditions(0.3, 0.1, 20 * Simulation.MS, 60 * Simulation.MS);
            var options =
                    new Options(seed % 4 == 3, List.of(1200, 300, 160, 600).get(seed % 4));
            var pair = new Pair(seed, conditions, options).run(40 * Simulation.SECOND);
            assertThat(pair.client.connected())
                    .as("client, seed %d: %s", seed, pair.client.reports)
                    .isTrue();
            assertThat(pair.server.connected())
                    .as("server, seed %d: %s", seed, pair.server.reports)
                    .isTrue();
            assertThat(pair.client.failures()).as("seed %d", seed).isEmpty();
            assertThat(pair.server.failures()).as("seed %d", seed).isEmpty();
            assertThat(Pair.srtpKeys(pair.client.peer)).as("seed %d", seed).isEqualTo(Pair.srtpKeys(pair.server.peer));
        }
    }

    @Test
    void isTheSameTwiceForTheSameSeed() {
        var conditions = new Conditions(0.3, 0.1, 20 * Simulation.MS, 60 * Simulation.MS);
        var first = new Pair(7, conditions, Options.DEFAULT).run(MINUTE);
        var second = new Pair(7, conditions, Options.DEFAULT).run(MINUTE);
        assertThat(second.client.sent).isEqualTo(first.client.sent);
        assertThat(Pair.srtpKeys(second.client.peer)).isEqualTo(Pair.srtpKeys(first.client.peer));
    }

    @Test
    void demandsACookieWhenToldTo() {
        var pair = new Pair(1, Conditions.PERFECT, new Options(true, 1200)).run(MINUTE);
        assertThat(pair.server.connected()).isTrue();
        assertThat(pair.client.connected()).isTrue();
        assertThat(pair.client.sent).isEqualTo(3);
    }

    @Test
    void choosesTheSrtpProfileByTheServersOrder() {
        var client = peer(Role.CLIENT, Pair.ALICE, Pair.BOB.fingerprint(), List.of(1, 7));
        var server = peer(Role.SERVER, Pair.BOB, Pair.ALICE.fingerprint(), List.of(8, 7, 1));
        var pair = new Pair(1, Conditions.PERFECT, client, server).run(MINUTE);
        assertThat(pair.client.reports).containsExactly(new Output.Connected(7));
    }

    @Test
    void failsWithoutACommonSrtpProfile() {
        var client = peer(Role.CLIENT, Pair.ALICE, Pair.BOB.fingerprint(), List.of(1));
        var server = peer(Role.SERVER, Pair.BOB, Pair.ALICE.fingerprint(), List.of(7));
        var pair = new Pair(1, Conditions.PERFECT, client, server).run(MINUTE);
        assertThat(pair.server.failures()).containsExactly("dtls-no-common-srtp-profile");
        assertThat(pair.client.failures()).containsExactly("dtls-peer-says-handshake-failure");
    }

    @Test
    void serverRefusesAnotherCertificateThanSdpNamed() {
        var client = peer(Role.CLIENT, Pair.identity(3), Pair.BOB.fingerprint(), Pair.PROFILES);
        var server = peer(Role.SERVER, Pair.BOB, Pair.ALICE.fingerprint(), Pair.PROFILES);
        var pair = new Pair(1, Conditions.PERFECT, client, server).run(MINUTE);
        assertThat(pair.server.reports).containsExactly(new Output.Failed("dtls-fingerprint"));
        assertThat(pair.client.failures()).containsExactly("dtls-peer-says-bad-certificate");
    }

    @Test
    void clientRefusesAnotherCertificateThanSdpNamed() {
        var client = peer(Role.CLIENT, Pair.ALICE, Pair.BOB.fingerprint(), Pair.PROFILES);
        var server = peer(Role.SERVER, Pair.identity(3), Pair.ALICE.fingerprint(), Pair.PROFILES);
        var pair = new Pair(1, Conditions.PERFECT, client, server).run(MINUTE);
        assertThat(pair.client.reports).containsExactly(new Output.Failed("dtls-fingerprint"));
        assertThat(pair.server.failures()).containsExactly("dtls-peer-says-bad-certificate");
    }

    @Test
    void givesUpAfterThirtySecondsOfSilence() {
        var pair = new Pair(1, Conditions.PERFECT.withLoss(1), Options.DEFAULT).run(MINUTE);
        assertThat(pair.client.reports).containsExactly(new Output.Failed("dtls-timeout"));
        assertThat(pair.server.reports).containsExactly(new Output.Failed("dtls-timeout"));
        // 0, 0.4, 1.2, 2.8, then every three seconds from 5.8 to 29.8.
        assertThat(pair.client.sent).isEqualTo(13);
        assertThat(pair.client.peer.deadlineNanos()).isEqualTo(DtlsPeer.NEVER);
    }

    @Test
    void repeatsItsFinishedForAClientThatMissedIt() {
        var pair = new Pair(1, new Conditions(0, 0, 10 * Simulation.MS, 0), Options.DEFAULT);
        pair.simulation.after(25 * Simulation.MS, () -> pair.toClient.conditions(Conditions.PERFECT.withLoss(1)));
        pair.simulation.after(300 * Simulation.MS, () -> pair.toClient.conditions(Conditions.PERFECT));
        pair.run(100 * Simulation.MS);
        assertThat(pair.server.connected()).isTrue();
        assertThat(pair.client.connected()).isFalse();
        pair.simulation.runUntil(Simulation.SECOND);
        assertThat(pair.client.connected()).isTrue();
        assertThat(Pair.srtpKeys(pair.client.peer)).isEqualTo(Pair.srtpKeys(pair.server.peer));
    }

    @Test
    void saysGoodbye() {
        var pair = new Pair(1, Conditions.PERFECT, Options.DEFAULT).run(Simulation.SECOND);
        pair.client.peer.close(pair.simulation.now(), pair.toServerSink());
        pair.simulation.runUntil(MINUTE);
        assertThat(pair.server.reports).containsExactly(new Output.Connected(7), new Output.Closed());
        assertThat(pair.client.failures()).isEmpty();
    }

    private static DtlsPeer peer(Role role, DtlsIdentity identity, Fingerprint expected, List<Integer> profiles) {
        return new DtlsPeer(role, identity, List.of(expected), profiles, Chance.seeded(role == Role.CLIENT ? 0 : 1), 0);
    }
}
