package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
    @Test
    void readsWhatItWrites() {
        var ours = Pair.ALICE.fingerprint();
        assertThat(ours.write()).matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(Fingerprint.parse(ours.write()).orThrow()).isEqualTo(ours);
        assertThat(Fingerprint.parse(" SHA-256  " + ours.write().substring(8).toLowerCase(Locale.ROOT))
                        .orThrow())
                .isEqualTo(ours);
    }

    @Test
    void matchesItsCertificateOnly() throws Exception {
        var certificate = Pair.ALICE.certificate();
        for (var algorithm : new String[] {"sha-256", "sha-384", "sha-512"}) {
            var digest = MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT))
                    .digest(certificate.toArray());
            var fingerprint = new Fingerprint(algorithm, Bytes.of(digest));
            assertThat(fingerprint.matches(certificate)).isTrue();
            assertThat(fingerprint.matches(Pair.BOB.certificate())).isFalse();
        }
    }

    @Test
    void refusesWhatItCannotTrustOrRead() {
        assertThat(why("")).isEqualTo("fingerprint-short");
        assertThat(why("sha-256")).isEqualTo("fingerprint-short");
        assertThat(why("sha-1 " + "00:".repeat(19) + "00")).isEqualTo("fingerprint-algorithm");
        assertThat(why("md5 00")).isEqualTo("fingerprint-algorithm");
        assertThat(why("sha-256 " + "00:".repeat(30) + "00")).isEqualTo("fingerprint-length");
        assertThat(why("sha-256 " + "00:".repeat(31) + "0g")).isEqualTo("fingerprint-digits");
        assertThat(why("sha-256 " + "00-".repeat(31) + "00")).isEqualTo("fingerprint-digits");
    }

    @Test
    void certificatesAreSignedByTheirOwnKey() throws Exception {
        var certificate = new X509CertificateHolder(Pair.ALICE.certificate().toArray());
        var verifier = new BcECContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder());
        assertThat(certificate.isSignatureValid(verifier.build(certificate))).isTrue();
        assertThat(certificate.getNotBefore()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(certificate.getNotAfter()).isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
        assertThat(Pair.identity(1).certificate()).isEqualTo(Pair.ALICE.certificate());
    }

    private static String why(String attribute) {
        return switch (Fingerprint.parse(attribute)) {
            case Parsed.Ok<Fingerprint> _ -> "";
            case Parsed.Malformed<Fingerprint>(var why) -> why;
        };
    }
}
