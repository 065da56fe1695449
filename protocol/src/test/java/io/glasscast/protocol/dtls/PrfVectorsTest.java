package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsSecret;
import org.junit.jupiter.api.Test;

/// TLS 1.2's pseudorandom function: the test vectors that the IETF's TLS working group keeps (mailing list, 2009),
/// and whatever BouncyCastle says.
final class PrfVectorsTest {
    @Test
    void expandsWithSha256() {
        var secret = Bytes.hex("9b be 43 6b a9 40 f0 17 b1 76 52 84 9a 71 db 35");
        var seed = Bytes.hex("a0 ba 9f 93 6c da 31 18 27 a6 f7 96 ff d5 19 8c");
        var expected = Bytes.hex("""
                e3 f2 29 ba 72 7b e1 7b 8d 12 26 20 55 7c d4 53 c2 aa b2 1d 07 c3 d4 95 32 9b 52 d4 e6 1e db 5a
                6b 30 17 91 e9 0d 35 c9 c9 a4 6b 4e 14 ba f9 af 0f a0 22 f7 07 7d ef 17 ab fd 37 97 c0 56 4b ab
                4f bc 91 66 6e 9d ef 9b 97 fc e3 4f 79 67 89 ba a4 80 82 d1 22 ee 42 c5 a7 2e 5a 51 10 ff f7 01
                87 34 7b 66
                """);
        assertThat(Prf.SHA256.expand(secret, "test label", seed, 100)).isEqualTo(expected);
    }

    @Test
    void expandsWithSha384() {
        var secret = Bytes.hex("b8 0b 73 3d 6c ee fc dc 71 56 6e a4 8e 55 67 df");
        var seed = Bytes.hex("cd 66 5c f6 a8 44 7d d6 ff 8b 27 55 5e db 74 65");
        var expected = Bytes.hex("""
                7b 0c 18 e9 ce d4 10 ed 18 04 f2 cf a3 4a 33 6a 1c 14 df fb 49 00 bb 5f d7 94 21 07 e8 1c 83 cd
                e9 ca 0f aa 60 be 9f e3 4f 82 b1 23 3c 91 46 a0 e5 34 cb 40 0f ed 27 00 88 4f 9d c2 36 f8 0e dd
                8b fa 96 11 44 c9 e8 d7 92 ec a7 22 a7 b3 2f c3 d4 16 d4 73 eb c2 c5 fd 4a bf da d0 5d 91 84 25
                9b 5b f8 cd 4d 90 fa 0d 31 e2 de c4 79 e4 f1 a2 60 66 f2 ee a9 a6 92 36 a3 e5 26 55 c9 e9 ae e6
                91 c8 f3 a2 68 54 30 8d 5e aa 3b e8 5e 09 90 70 3d 73 e5 6f
                """);
        assertThat(Prf.SHA384.expand(secret, "test label", seed, 148)).isEqualTo(expected);
    }

    @Test
    void agreesWithBouncyCastleAtEveryLength() {
        var secret = Bytes.hex("000102030405060708090a0b0c0d0e0f");
        var seed = Bytes.hex("f0f1f2f3f4f5f6f7");
        for (int length = 1; length < 200; length += 7) {
            var theirs = new BcTlsSecret(new BcTlsCrypto(), secret.toArray())
                    .deriveUsingPRF(PRFAlgorithm.tls_prf_sha256, "label", seed.toArray(), length);
            assertThat(Prf.SHA256.expand(secret, "label", seed, length)).isEqualTo(Bytes.of(theirs.extract()));
        }
    }
}
