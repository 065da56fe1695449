package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.BouncyStranger.Habits;
import io.glasscast.protocol.dtls.DtlsPeer.Options;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Our machine against BouncyCastle's engine, which shares none of our code above the arithmetic.
final class BouncyStrangerTest {
    private static final int ECDSA_128 = 0xC02B;
    private static final int ECDSA_256 = 0xC02C;
    private static final int RSA_128 = 0xC02F;
    private static final int X25519 = 29;
    private static final int P256 = 23;

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of(Role.SERVER, Habits.ecdsa(ECDSA_128, X25519), false),
                Arguments.of(Role.SERVER, Habits.ecdsa(ECDSA_256, P256), true),
                Arguments.of(Role.SERVER, Habits.rsa(0x0401, ECDSA_128), false),
                Arguments.of(Role.SERVER, Habits.rsa(0x0804, ECDSA_128), false),
                Arguments.of(Role.CLIENT, Habits.ecdsa(ECDSA_128, P256), false),
                Arguments.of(Role.CLIENT, Habits.ecdsa(ECDSA_256, X25519), false),
                Arguments.of(Role.CLIENT, Habits.rsa(0x0501, RSA_128), false),
                Arguments.of(Role.CLIENT, Habits.rsa(0x0804, RSA_128), false));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void agreesWithBouncyCastle(Role ourRole, Habits habits, boolean cookie) throws Exception {
        var ours = new DtlsPeer(
                ourRole,
                Pair.ALICE,
                List.of(Pair.BOB.fingerprint(), habits.fingerprint()),
                Pair.PROFILES,
                new Options(cookie, 300),
                Chance.secure(),
                System.nanoTime());
        var result = new BouncyStranger(habits).meet(ourRole, ours);
        assertThat(result.reports())
                .containsExactly(
                        new Output.Connected(7), new Output.Discarded("dtls-application-data"), new Output.Closed());
        assertThat(result.ours()).isEqualTo(result.theirs());
    }
}
