package io.glasscast.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/// The short-term vectors of RFC 5769 §2.1 to §2.3, read and written.
class Rfc5769VectorsTest {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    static final Bytes REQUEST = Bytes.hex("""
            00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
            00 24 00 04 6e 00 01 ff
            80 29 00 08 93 2f f9 b1 51 26 3b 36
            00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
            00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
            80 28 00 04 e5 7a 3b cf
            """);

    static final Bytes IPV4_RESPONSE = Bytes.hex("""
            01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
            00 20 00 08 00 01 a1 47 e1 12 a6 43
            00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
            80 28 00 04 c0 7d 4c 96
            """);

    static final Bytes IPV6_RESPONSE = Bytes.hex("""
            01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
            80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
            00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
            00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
            80 28 00 04 c8 fb 0b 4c
            """);

    private static final Bytes ID = REQUEST.slice(8, 12);

    @Test
    void readsTheRequest() {
        StunMessage request = StunMessage.parse(REQUEST).orThrow();
        assertThat(request.kind()).isEqualTo(StunMessage.Kind.REQUEST);
        assertThat(request.method()).isEqualTo(StunMessage.BINDING);
        assertThat(request.transactionId()).isEqualTo(ID);
        assertThat(request.username()).contains("evtj:h6vY");
        assertThat(request.value(StunAttribute.SOFTWARE)).contains(Bytes.utf8("STUN test client"));
        assertThat(request.value(StunAttribute.PRIORITY)).contains(Bytes.hex("6e0001ff"));
        assertThat(request.value(StunAttribute.ICE_CONTROLLED)).contains(Bytes.hex("932ff9b151263b36"));
        assertThat(request.integrity()).contains(StunIntegrity.SHA1);
        assertThat(request.authentic(PASSWORD)).isTrue();
        assertThat(request.authentic("VOkJxbRl1RmTxUk/WvJxBT")).isFalse();
        assertThat(request.unknownRequired()).isEmpty();
        assertThat(Stun.isStun(REQUEST)).isTrue();
        assertThat(Stun.localUfrag(REQUEST)).isEqualTo(Parsed.ok("evtj"));
    }

    @Test
    void readsTheResponses() throws Exception {
        StunMessage ipv4 = StunMessage.parse(IPV4_RESPONSE).orThrow();
        assertThat(ipv4.kind()).isEqualTo(StunMessage.Kind.SUCCESS);
        assertThat(ipv4.authentic(PASSWORD)).isTrue();
        assertThat(ipv4.xorMappedAddress()).contains(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32853));

        StunMessage ipv6 = StunMessage.parse(IPV6_RESPONSE).orThrow();
        assertThat(ipv6.authentic(PASSWORD)).isTrue();
        assertThat(ipv6.xorMappedAddress())
                .contains(new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
    }

    @Test
    void writesTheRequest() {
        assertThat(StunWriter.paddedWith(' ', StunMessage.Kind.REQUEST, ID)
                        .attribute(StunAttribute.SOFTWARE, Bytes.utf8("STUN test client"))
                        .priority(0x6E0001FFL)
                        .iceControlled(0x932FF9B151263B36L)
                        .username("evtj:h6vY")
                        .integrity(StunIntegrity.SHA1, PASSWORD)
                        .fingerprint()
                        .wire())
                .isEqualTo(REQUEST);
    }

    @Test
    void writesTheResponses() {
        assertThat(response("192.0.2.1")).isEqualTo(IPV4_RESPONSE);
        assertThat(response("2001:db8:1234:5678:11:2233:4455:6677")).isEqualTo(IPV6_RESPONSE);
    }

    private static Bytes response(String address) {
        return StunWriter.paddedWith(' ', StunMessage.Kind.SUCCESS, ID)
                .attribute(StunAttribute.SOFTWARE, Bytes.utf8("test vector"))
                .xorMappedAddress(new InetSocketAddress(InetAddress.ofLiteral(address), 32853))
                .integrity(StunIntegrity.SHA1, PASSWORD)
                .fingerprint()
                .wire();
    }
}
