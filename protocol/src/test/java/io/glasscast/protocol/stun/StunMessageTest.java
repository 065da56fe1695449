package io.glasscast.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    private static final Bytes ID = Bytes.hex("000102030405060708090a0b");
    private static final String PASSWORD = "0123456789abcdefghijkl";

    @Test
    void refusesWhatIsNotAWholeMessage() {
        Bytes whole = Rfc5769VectorsTest.REQUEST;
        for (int length = 0; length < whole.length(); length++)
            assertThat(StunMessage.parse(whole.slice(0, length))).isInstanceOf(Parsed.Malformed.class);
        assertThat(why(Bytes.EMPTY)).isEqualTo("stun-short");
        assertThat(why(changed(whole, 0, 0x40))).isEqualTo("stun-type");
        assertThat(why(changed(whole, 4, 0x22))).isEqualTo("stun-cookie");
        assertThat(why(changed(whole, 3, 0x57))).isEqualTo("stun-length");
        assertThat(why(changed(whole, 22, 0xFF))).isEqualTo("stun-attribute-length");
        assertThat(why(changed(whole, 107, 0))).isEqualTo("stun-fingerprint");
        assertThat(why(changed(whole, 30, 0))).isEqualTo("stun-fingerprint");
    }

    @Test
    void refusesIntegrityCodesOfAWrongLength() {
        assertThat(why(unchecked(StunAttribute.MESSAGE_INTEGRITY, 16))).isEqualTo("stun-integrity-length");
        assertThat(why(unchecked(StunAttribute.MESSAGE_INTEGRITY_SHA256, 12))).isEqualTo("stun-integrity-length");
        assertThat(why(unchecked(StunAttribute.MESSAGE_INTEGRITY_SHA256, 18))).isEqualTo("stun-integrity-length");
        assertThat(why(unchecked(StunAttribute.MESSAGE_INTEGRITY_SHA256, 36))).isEqualTo("stun-integrity-length");
    }

    @Test
    void refusesMoreAttributesThanAnybodyNeeds() {
        var writer = new ByteWriter()
                .u16(1)
                .u16(33 * 4)
                .u32(StunMessage.MAGIC_COOKIE)
                .bytes(ID);
        for (int i = 0; i < 33; i++) writer.u16(0x8000 + i).u16(0);
        assertThat(why(writer.toBytes())).isEqualTo("stun-attributes");
    }

    @Test
    void aStrongerCodeIsNotPassedOver() {
        StunMessage both = StunWriter.request(ID)
                .username("a:b")
                .integrity(StunIntegrity.SHA1, PASSWORD)
                .integrity(StunIntegrity.SHA256, "another password of someone")
                .fingerprint();
        assertThat(both.integrity()).contains(StunIntegrity.SHA256);
        assertThat(both.authentic(PASSWORD)).isFalse();
        StunMessage sha256 =
                StunWriter.request(ID).integrity(StunIntegrity.SHA256, PASSWORD).fingerprint();
        assertThat(sha256.authentic(PASSWORD)).isTrue();
    }

    @Test
    void takesACodeCutTo16Bytes() {
        Bytes head = new ByteWriter()
                .u16(1)
                .u16(0)
                .u32(StunMessage.MAGIC_COOKIE)
                .bytes(ID)
                .toBytes();
        byte[] code = StunIntegrity.SHA256.code(PASSWORD, head, head.length(), 16);
        StunMessage message = StunWriter.request(ID)
                .attribute(StunAttribute.MESSAGE_INTEGRITY_SHA256, Bytes.of(code, 0, 16))
                .fingerprint();
        assertThat(message.authentic(PASSWORD)).isTrue();
        assertThat(message.authentic(PASSWORD + "x")).isFalse();
    }

    @Test
    void attributesBehindTheCodeDoNotCount() {
        StunMessage message = StunWriter.request(ID)
                .username("a:b")
                .integrity(StunIntegrity.SHA1, PASSWORD)
                .useCandidate()
                .attribute(0x7FFF, Bytes.EMPTY)
                .fingerprint();
        assertThat(message.authentic(PASSWORD)).isTrue();
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
        assertThat(message.unknownRequired()).isEmpty();
    }

    @Test
    void theFirstOfTwoAttributesCounts() {
        assertThat(StunWriter.request(ID)
                        .username("a:b")
                        .username("c:d")
                        .message()
                        .username())
                .contains("a:b");
    }

    @Test
    void classAndMethodShareTheType() {
        for (var kind : StunMessage.Kind.values())
            for (int method : new int[] {0, 1, 0x00F, 0x010, 0x07F, 0x080, 0xABC, 0xFFF}) {
                var wire = new ByteWriter()
                        .u16(StunMessage.type(kind, method))
                        .u16(0)
                        .u32(StunMessage.MAGIC_COOKIE)
                        .bytes(ID);
                StunMessage message = StunMessage.parse(wire.toBytes()).orThrow();
                assertThat(message.kind()).isEqualTo(kind);
                assertThat(message.method()).isEqualTo(method);
            }
    }

    @Test
    void errorCodesGoThereAndBack() {
        StunMessage request = StunWriter.request(ID).message();
        for (int code : new int[] {300, 400, 420, 487, 500, 699})
            assertThat(StunWriter.error(request, code).fingerprint().errorCode())
                    .hasValue(code);
    }

    @Test
    void routesByTheReceiversUfrag() {
        assertThat(Stun.localUfrag(StunWriter.request(ID)
                        .username("abcd:efgh")
                        .fingerprint()
                        .wire()))
                .isEqualTo(Parsed.ok("abcd"));
        assertThat(Stun.localUfrag(
                        StunWriter.request(ID).username("abcd").message().wire()))
                .isEqualTo(Parsed.malformed("stun-username"));
        assertThat(Stun.localUfrag(Rfc5769VectorsTest.IPV4_RESPONSE))
                .isEqualTo(Parsed.malformed("stun-not-a-binding-request"));
        assertThat(Stun.isStun(Bytes.hex("16 fe fd"))).isFalse();
    }

    private static String why(Bytes wire) {
        return StunMessage.parse(wire) instanceof Parsed.Malformed<StunMessage>(var why) ? why : "";
    }

    private static Bytes changed(Bytes wire, int at, int value) {
        byte[] copy = wire.toArray();
        copy[at] = (byte) value;
        return Bytes.of(copy);
    }

    private static Bytes unchecked(StunAttribute attribute, int length) {
        int padded = StunMessage.padded(length);
        return new ByteWriter()
                .u16(1)
                .u16(4 + padded)
                .u32(StunMessage.MAGIC_COOKIE)
                .bytes(ID)
                .u16(attribute.type())
                .u16(length)
                .zeros(padded)
                .toBytes();
    }
}
