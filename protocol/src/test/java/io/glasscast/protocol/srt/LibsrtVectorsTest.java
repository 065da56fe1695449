package io.glasscast.protocol.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.srt.HandshakeExtension.Hello;
import io.glasscast.protocol.srt.HandshakeExtension.Keys;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Packets of a caller that nobody here wrote: libsrt 1.5.1 with the stream id `%23!::r=cam1,m=publish`, the
/// passphrase `0123456789abc`, a key of 24 bytes and a latency of 200 ms, sending 188 times the letter G.
class LibsrtVectorsTest {
    static final Bytes INDUCTION = Bytes.hex("""
            800000000000000000000216000000000000000400000002614f6daf000005dc00002000000000010bf5f8d500000000
            0100007f000000000000000000000000""");

    static final Bytes CONCLUSION = Bytes.hex("""
            800000000000000000027137000000000000000500030007614f6daf000005dc00002000ffffffff0bf5f8d5937a33cb
            0100007f0000000000000000000000000001000300010501000000bf00c800c800050006213332253d723a3a316d6163
            703d6d2c696c62750000687300030010122029010000000002000200000004066a4641b9efb5087494388833d0802367
            f3b7dd99ae75598fc0b84cc246ad48b205a33b1ad565162c19124d5543bf2000""");

    static final Bytes DATA = Bytes.hex("""
            614f6dafc8000001001200cb3a149237ab05d8d9a155455ac828a919d36a852ddb55673e1a28bf63434a33b7b21d8184
            8fc155d25d0a4c86d8eee7247fb243e089127e3a7b92135a61143be92e741d786dde9345a45e8121ff1bcc594b2e9c18
            0d374d78037b7f00e03bef8c3b98075fc1278c6e2c8a917150432b32f695a49fc3b44bf6461dc1abbab0cddd4048bd53
            b28c342473a2ef8bb897a47a4d5cbae152709b082e62217f382034463ef14aea12fddebcf2abeb9d2f9f622e794dd9ee
            270949bc844339ee3e4c3ef9""");

    @Test
    void readsAnInduction() {
        var packet = (SrtPacket.Shake) SrtPacket.parse(INDUCTION).orThrow();
        assertThat(packet.destination()).isZero();
        var handshake = packet.handshake();
        assertThat(handshake.version()).isEqualTo(4);
        assertThat(handshake.extensionField()).isEqualTo(Handshake.DATAGRAMS);
        assertThat(handshake.type()).isEqualTo(Handshake.INDUCTION);
        assertThat(handshake.socketId()).isEqualTo(0x0bf5f8d5);
        assertThat(handshake.initialSequence()).isEqualTo(0x614f6daf);
        assertThat(packet.write()).isEqualTo(INDUCTION);
    }

    @Test
    void readsAConclusion() {
        var packet = (SrtPacket.Shake) SrtPacket.parse(CONCLUSION).orThrow();
        var handshake = packet.handshake();
        assertThat(handshake.type()).isEqualTo(Handshake.CONCLUSION);
        assertThat(handshake.encryption()).isEqualTo(3);
        assertThat(handshake.cookie()).isEqualTo(0x937a33cb);
        assertThat(handshake.extension(Hello.class)).contains(new Hello(true, 0x010501, 0xbf, 200, 200));
        assertThat(handshake.extension(HandshakeExtension.Stream.class))
                .contains(new HandshakeExtension.Stream("%23!::r=cam1,m=publish"));
        assertThat(packet.write()).isEqualTo(CONCLUSION);
    }

    @Test
    void unwrapsTheKeyAndOpensAPacket() {
        var keys = ((SrtPacket.Shake) SrtPacket.parse(CONCLUSION).orThrow())
                .handshake()
                .extension(Keys.class)
                .orElseThrow();
        var material = KeyMaterial.parse(keys.material()).orThrow();
        assertThat(material.keyLength()).isEqualTo(24);
        assertThat(material.keys()).isEqualTo(SrtPacket.Key.EVEN);
        assertThat(material.write()).isEqualTo(keys.material());
        var secret = new SrtSecret("0123456789abc");
        var cipher = new ReceiveCipher(KeyDerivation.of(secret, material).derive());
        assertThat(cipher.take(material)).isTrue();

        var data = (SrtPacket.Data) SrtPacket.parse(DATA).orThrow();
        assertThat(data.key()).isEqualTo(SrtPacket.Key.EVEN);
        assertThat(data.message()).isEqualTo(1);
        var plain = new byte[188];
        Arrays.fill(plain, (byte) 'G');
        assertThat(cipher.open(data.key(), data.sequence(), data.payload())).contains(Bytes.of(plain));
        assertThat(data.write()).isEqualTo(DATA);
    }

    @Test
    void anotherPassphraseUnwrapsNothing() {
        var keys = ((SrtPacket.Shake) SrtPacket.parse(CONCLUSION).orThrow())
                .handshake()
                .extension(Keys.class)
                .orElseThrow();
        var material = KeyMaterial.parse(keys.material()).orThrow();
        var secret = new SrtSecret("0123456789abd");
        assertThat(KeyDerivation.of(secret, material).derive().unwrap(material)).isEmpty();
    }
}
