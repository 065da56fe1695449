package io.glasscast.protocol.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The examples of RFC 7714 §16 (SRTP) and §17 (SRTCP), whose keys are session keys.
class Rfc7714VectorsTest {
    private static final String SALT = "51756964 2070726f 2071756f";
    private static final String RTP = """
            8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
            69736120 696e2070 61727465 73207472 6573""";
    private static final String RTCP = """
            81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
            deadbeef deadbeef deadbeef deadbeef deadbeef""";
    private static final int RTCP_INDEX = 0x5d4;

    /// The sealed examples of one key size: encrypted, and authenticated only.
    enum Example {
        AES_128(
                "000102030405060708090a0b0c0d0e0f",
                """
                8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f
                42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce""",
                RTP + "2249 3f82d2bc e397e9d7 9e3b19aa 4216",
                """
                81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
                c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4""",
                RTCP + "841dd968 3dd78ec9 2ae58790 125f62b3 000005d4"),
        AES_256(
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                """
                8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3
                b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13""",
                RTP + "a866 d5910f88 7463067c eefec452 15d4",
                """
                81c8000d 4d617273 d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50
                a2eaa5c1 110555be 8415f658 c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c b26ac3be 800005d4""",
                RTCP + "91db4afb feee5a97 8fab4393 ed2615fe 000005d4");

        private final SessionKeys keys;
        final Bytes rtp;
        final Bytes rtpInTheClear;
        final Bytes rtcp;
        final Bytes rtcpInTheClear;

        Example(String key, String rtp, String rtpInTheClear, String rtcp, String rtcpInTheClear) {
            keys = new SessionKeys(Bytes.hex(key), Bytes.EMPTY, Bytes.hex(SALT));
            this.rtp = Bytes.hex(rtp);
            this.rtpInTheClear = Bytes.hex(rtpInTheClear);
            this.rtcp = Bytes.hex(rtcp);
            this.rtcpInTheClear = Bytes.hex(rtcpInTheClear);
        }

        GcmCipher cipher() {
            return new GcmCipher(keys);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sealsRtp(Example example) {
        byte[] packet = roomFor(RTP);
        int length = example.cipher().sealRtp(packet, 0, 12, packet, 12, packet.length - 44, 0xf17b);
        assertThat(Bytes.of(packet, 0, length)).isEqualTo(example.rtp);
    }

    @ParameterizedTest
    @EnumSource
    void opensRtp(Example example) {
        byte[] packet = example.rtp.toArray();
        int length = example.cipher().openRtp(packet, 0, 12, packet.length, 0xf17b);
        assertThat(Bytes.of(packet, 0, length)).isEqualTo(Bytes.hex(RTP));
    }

    /// Authentication without encryption is encryption of nothing behind a header that is the whole packet.
    @ParameterizedTest
    @EnumSource
    void authenticatesRtp(Example example) {
        byte[] packet = roomFor(RTP);
        int plain = packet.length - 32;
        int length = example.cipher().sealRtp(packet, 0, plain, packet, plain, 0, 0xf17b);
        assertThat(Bytes.of(packet, 0, length)).isEqualTo(example.rtpInTheClear);
        assertThat(example.cipher().openRtp(packet, 0, plain, length, 0xf17b)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void sealsRtcp(Example example) {
        byte[] packet = roomFor(RTCP);
        int length = example.cipher().sealRtcp(packet, 0, packet.length - 32, RTCP_INDEX);
        assertThat(Bytes.of(packet, 0, length)).isEqualTo(example.rtcp);
    }

    @ParameterizedTest
    @EnumSource
    void opensRtcp(Example example) {
        var receiver = new SrtpReceiver(SrtpProfile.AEAD_AES_128_GCM, example.cipher(), example.cipher());
        assertThat(receiver.openRtcp(Bytes.of(example.rtcp.toArray())).orThrow())
                .isEqualTo(Bytes.hex(RTCP));
    }

    @ParameterizedTest
    @EnumSource
    void opensRtcpThatIsOnlyAuthenticated(Example example) {
        var receiver = new SrtpReceiver(SrtpProfile.AEAD_AES_128_GCM, example.cipher(), example.cipher());
        assertThat(receiver.openRtcp(Bytes.of(example.rtcpInTheClear.toArray())).orThrow())
                .isEqualTo(Bytes.hex(RTCP));
    }

    private static byte[] roomFor(String packet) {
        byte[] plain = Bytes.hex(packet).toArray();
        return Arrays.copyOf(plain, plain.length + 32);
    }
}
