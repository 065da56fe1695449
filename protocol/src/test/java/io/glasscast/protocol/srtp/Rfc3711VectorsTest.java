package io.glasscast.protocol.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// RFC 3711 appendices B.2 (key stream) and B.3 (key derivation), and whole packets as libsrtp's own tests have
/// them.
class Rfc3711VectorsTest {
    private static final Bytes MASTER_KEY = Bytes.hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final Bytes MASTER_SALT = Bytes.hex("0EC675AD498AFEEBB6960B3AABE6");

    /// Zeros encrypt to the key stream; SSRC, roll-over counter and sequence number are zero.
    @Test
    void makesTheKeyStreamOfB2() {
        var keys = new SessionKeys(
                Bytes.hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                Bytes.of(new byte[20]),
                Bytes.hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
        var packet = new byte[12 + 48 + 10];
        packet[0] = (byte) 0x80;
        new CounterCipher(keys).sealRtp(packet, 0, 12, packet, 12, 48, 0);
        assertThat(Bytes.of(packet, 12, 48)).isEqualTo(Bytes.hex("""
                E03EAD0935C95E80E166B16DD92B4EB4
                D23513162B02D0F72A43A2FE4A5F97AB
                41E95B3BB0A2E8DD477901E4FCA894C0"""));
    }

    @Test
    void derivesTheKeysOfB3() {
        var keys = SessionKeys.forRtp(SrtpProfile.AES128_CM_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT);
        assertThat(keys.encryption()).isEqualTo(Bytes.hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(keys.salt()).isEqualTo(Bytes.hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(keys.authentication()).isEqualTo(Bytes.hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
    }

    @Test
    void sealsAsLibsrtpDoes() {
        var sender = new SrtpSender(SrtpProfile.AES128_CM_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT);
        assertThat(sealed(sender)).isEqualTo(Bytes.hex("""
                800f1234 decafbad cafebabe
                4e55dc4c e79978d8 8ca4d215 949d2402 b78d6acc 99ea179b 8dbb"""));
    }

    /// The same keys as another implementation's tests: with 96 bits of salt, key derivation differs (RFC 7714 §11).
    @Test
    void derivesKeysForGcmAsOthersDo() {
        var sender = new SrtpSender(
                SrtpProfile.AEAD_AES_128_GCM,
                Bytes.hex("000102030405060708090a0b0c0d0e0f"),
                Bytes.hex("a0a1a2a3a4a5a6a7a8a9aaab"));
        assertThat(sealed(sender)).isEqualTo(Bytes.hex("""
                800f1234 decafbad cafebabe
                c5002ede 04cfdd2e b91159e0 880aa06e d2976826 f796b201 df3131a1 27e8a392"""));
    }

    @Test
    void opensCounterModeRtcpAsOthersSealIt() {
        var key = Bytes.hex("000102030405060708090a0b0c0d0e0f");
        var salt = Bytes.hex("a0a1a2a3a4a5a6a7a8a9aaabacad");
        var receiver = new SrtpReceiver(SrtpProfile.AES128_CM_HMAC_SHA1_80, key, salt);
        var packet = Bytes.hex("""
                81c8000b cafebabe 5674bf01 813dc062 ac1df6f7 5f77c688 80000001 3db7a198 37ff64e5 cbd2""");
        assertThat(receiver.openRtcp(packet).orThrow())
                .isEqualTo(Bytes.hex("81c8000b cafebabe abababab abababab abababab abababab"));
    }

    @Test
    void opensRtcpAsOthersSealIt() {
        var receiver = new SrtpReceiver(
                SrtpProfile.AEAD_AES_128_GCM,
                Bytes.hex("000102030405060708090a0b0c0d0e0f"),
                Bytes.hex("a0a1a2a3a4a5a6a7a8a9aaab"));
        var packet = Bytes.hex("""
                81c8000b cafebabe c98b8b5d f0392a55 852b6c21 ac8e7025
                c52c6fbe a2b3b446 ea31123b a88ce61e 80000001""");
        assertThat(receiver.openRtcp(packet).orThrow())
                .isEqualTo(Bytes.hex("81c8000b cafebabe abababab abababab abababab abababab"));
    }

    private static Bytes sealed(SrtpSender sender) {
        byte[] plain = Bytes.hex("800f1234 decafbad cafebabe abababab abababab abababab abababab")
                .toArray();
        byte[] packet = Arrays.copyOf(plain, plain.length + 16);
        return Bytes.of(packet, 0, sender.sealRtp(packet, 0, plain.length));
    }
}
