package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RtpPacketTest {
    /// The picture of RFC 3550 §5.1, filled in.
    @Test
    void readsThePictureOfRfc3550() {
        var packet = RtpPacket.parse(Bytes.hex("80 E0 1234 89ABCDEF FEDCBA98 AABBCC"))
                .orThrow();
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.timestamp()).isEqualTo(0x89ABCDEFL);
        assertThat(packet.ssrc()).isEqualTo(0xFEDCBA98L);
        assertThat(packet.extensions().isNone()).isTrue();
        assertThat(packet.payload()).isEqualTo(Bytes.hex("AABBCC"));
    }

    @Test
    void skipsContributingSourcesAndTakesPaddingOff() {
        var packet = RtpPacket.parse(Bytes.hex("A2 60 0001 00000002 00000003 11111111 22222222 AABB 00000003"))
                .orThrow();
        assertThat(packet.payload()).isEqualTo(Bytes.hex("AABB00"));
    }

    @Test
    void aPacketThatIsAllPaddingHasAnEmptyPayload() {
        var packet = RtpPacket.parse(Bytes.hex("A0 60 0001 00000002 00000003 00000004"))
                .orThrow();
        assertThat(packet.payload()).isEqualTo(Bytes.EMPTY);
        assertThat(Rtx.isProbe(packet)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', rtp-short",
        "80 60 0001 00000002 000000, rtp-short",
        "40 60 0001 00000002 00000003, rtp-version",
        "81 60 0001 00000002 00000003, rtp-truncated",
        "90 60 0001 00000002 00000003, rtp-truncated",
        "90 60 0001 00000002 00000003 BEDE 0001, rtp-extension",
        "A0 60 0001 00000002 00000003 00, rtp-padding",
        "A0 60 0001 00000002 00000003 02, rtp-padding",
        "A0 60 0001 00000002 00000003, rtp-padding",
    })
    void refuses(String datagram, String why) {
        assertThat(RtpPacket.parse(Bytes.hex(datagram))).isEqualTo(Parsed.malformed(why));
    }

    @Test
    void paddingThatIsWrittenIsTakenOffAgain() {
        var target = new byte[20];
        java.util.Arrays.fill(target, (byte) 0x55); // an array that was used before
        int length = RtpHeaderWriter.write(target, 1, true, 96, 1, 2, 3);
        assertThat(RtpHeaderWriter.pad(target, 1, 1 + length + 2, 0)).isEqualTo(15);
        int end = RtpHeaderWriter.pad(target, 1, 1 + length + 2, 4);
        var datagram = Bytes.of(target, 1, end - 1);
        assertThat(datagram).isEqualTo(Bytes.hex("A0 E0 0001 00000002 00000003 5555 00000004"));
        assertThat(RtpPacket.parse(datagram).orThrow().payload()).isEqualTo(Bytes.hex("5555"));
    }

    /// RFC 8285 §4.2, the figure: elements of 1, 2 and 4 bytes with padding between them.
    @Test
    void readsTheOneByteFigureOfRfc8285() {
        var packet = RtpPacket.parse(
                        Bytes.hex("90 60 0001 00000002 00000003 BEDE 0003 10A1 21B1 B2 0000 33 C1C2C3C4 FF"))
                .orThrow();
        assertThat(packet.extensions().elements())
                .containsExactly(element(1, "A1"), element(2, "B1B2"), element(3, "C1C2C3C4"));
        assertThat(packet.extensions().element(2)).contains(Bytes.hex("B1B2"));
        assertThat(packet.extensions().element(4)).isEmpty();
        assertThat(packet.extensions().element(0)).isEmpty();
        assertThat(packet.payload()).isEqualTo(Bytes.hex("FF"));
    }

    /// RFC 8285 §4.3, the figure: elements of 0, 1 and 4 bytes, padding between them, application bits set.
    @Test
    void readsTheTwoByteFigureOfRfc8285() {
        var packet = RtpPacket.parse(
                        Bytes.hex("90 60 0001 00000002 00000003 1005 0003 0100 0201 B1 00 2004 C1C2C3C4 FF"))
                .orThrow();
        assertThat(packet.extensions().elements())
                .containsExactly(element(1, ""), element(2, "B1"), element(32, "C1C2C3C4"));
    }

    @Test
    void looksAtNothingBehindIdentifier15OrABrokenElement() {
        assertThat(extensions("BEDE", "10A1 F0 20 B1 00 0000").elements()).containsExactly(element(1, "A1"));
        assertThat(extensions("BEDE", "10A1 2FB1").elements()).containsExactly(element(1, "A1"));
        assertThat(extensions("1000", "0101A1 02").elements()).containsExactly(element(1, "A1"));
        assertThat(extensions("1234", "10A1 0000").elements()).isEmpty();
    }

    @Test
    void readsWhatBrowsersSend() {
        // mid "0", abs-send-time, transport sequence, abs-capture-time with its clock offset
        var extensions = extensions("BEDE", "1030 22 0123 45 31 BEEF 4F E4A1B2C3D4E5F607 FFFFFFFF80000000 000000");
        assertThat(extensions.mid(1)).contains("0");
        assertThat(extensions.absSendTime(2)).hasValue(0x012345);
        assertThat(extensions.transportSequence(3)).hasValue(0xBEEF);
        var captured = extensions.absCaptureTime(4).orElseThrow();
        assertThat(captured.captured().bits()).isEqualTo(0xE4A1B2C3D4E5F607L);
        assertThat(captured.clockOffset()).hasValue(0xFFFFFFFF80000000L);
        assertThat(extensions.absSendTime(3)).isEmpty();
        assertThat(extensions.absCaptureTime(3)).isEmpty();
        assertThat(extensions.transportSequence(0)).isEmpty();
    }

    @Test
    void tellsRtcpFromRtp() {
        assertThat(RtpPacket.isRtcp(Bytes.hex("80C80006"))).isTrue();
        assertThat(RtpPacket.isRtcp(Bytes.hex("81CF0006"))).isTrue();
        assertThat(RtpPacket.isRtcp(Bytes.hex("80DF"))).isTrue();
        assertThat(RtpPacket.isRtcp(Bytes.hex("80E0"))).isFalse(); // payload type 96 with its marker
        assertThat(RtpPacket.isRtcp(Bytes.hex("80BF"))).isFalse(); // payload type 63 with its marker
        assertThat(RtpPacket.isRtcp(Bytes.hex("0001"))).isFalse();
        assertThat(RtpPacket.isRtcp(Bytes.hex("80"))).isFalse();
    }

    @Test
    void comesBackFromItsOwnBytes() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            var elements = new ArrayList<HeaderExtensions.Element>();
            boolean wide = random.nextBoolean();
            for (int n = random.nextInt(4); n > 0; n--)
                elements.add(new HeaderExtensions.Element(
                        random.nextInt(1, wide ? 256 : 15), bytes(random, random.nextInt(wide ? 0 : 1, 17))));
            var packet = new RtpPacket(
                    random.nextBoolean(),
                    random.nextInt(128),
                    random.nextInt(0x1_0000),
                    random.nextLong(1L << 32),
                    random.nextLong(1L << 32),
                    HeaderExtensions.of(elements),
                    bytes(random, random.nextInt(100)));
            assertThat(RtpPacket.parse(packet.write()).orThrow()).isEqualTo(packet);
            assertThat(packet.extensions().elements()).isEqualTo(elements);
            var rtx = Rtx.wrap(packet, 77, 97, 5);
            assertThat(Rtx.unwrap(rtx, packet.ssrc(), packet.payloadType())).isEqualTo(Parsed.ok(packet));
        }
    }

    /// RFC 4588 §4: the original's sequence number, then its payload.
    @Test
    void wrapsRetransmissions() {
        var original =
                RtpPacket.parse(Bytes.hex("80 E0 1234 00000009 00000001 AABB")).orThrow();
        var rtx = Rtx.wrap(original, 2, 97, 7);
        assertThat(rtx.write()).isEqualTo(Bytes.hex("80 E1 0007 00000009 00000002 1234 AABB"));
        assertThat(Rtx.unwrap(rtx.withPayload(Bytes.hex("12")), 1, 96)).isEqualTo(Parsed.malformed("rtx-short"));
    }

    @Test
    void headerWriterAgreesWithTheParser() {
        var ids = new RtpHeaderWriter.Ids(3, 14, 5, 6);
        var writer = new RtpHeaderWriter(ids, "video-0123456789");
        var target = new byte[RtpHeaderWriter.MAX_LENGTH + 1];
        int length = writer.write(
                target, 1, true, 102, 0xFFFE, 0xFFFFFFFFL, 0x80000001L, true, 0xABCDEF, 0xFFFF, 0x0102030405060708L);
        assertThat(length).isEqualTo(RtpHeaderWriter.MAX_LENGTH);
        var packet = RtpPacket.parse(Bytes.of(target, 1, length)).orThrow();
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(102);
        assertThat(packet.sequence()).isEqualTo(0xFFFE);
        assertThat(packet.timestamp()).isEqualTo(0xFFFFFFFFL);
        assertThat(packet.ssrc()).isEqualTo(0x80000001L);
        assertThat(packet.extensions().mid(3)).contains("video-0123456789");
        assertThat(packet.extensions().absSendTime(14)).hasValue(0xABCDEF);
        assertThat(packet.extensions().transportSequence(5)).hasValue(0xFFFF);
        assertThat(packet.extensions().absCaptureTime(6).orElseThrow().captured())
                .isEqualTo(new NtpTime(0x0102030405060708L));
        assertThat(packet.payload()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void headerWriterLeavesOutWhatWasNotNegotiated() {
        var target = new byte[RtpHeaderWriter.MAX_LENGTH];
        java.util.Arrays.fill(target, (byte) 0x55); // an array that was used before
        var none = new RtpHeaderWriter(RtpHeaderWriter.Ids.NONE, "0");
        assertThat(none.write(target, 0, false, 96, 1, 2, 3, true, 4, 5, 6)).isEqualTo(12);
        assertThat(Bytes.of(target.clone(), 0, 12)).isEqualTo(Bytes.hex("80 60 0001 00000002 00000003"));
        var some = new RtpHeaderWriter(new RtpHeaderWriter.Ids(1, 0, 2, 0), "0");
        int length = some.write(target, 0, false, 96, 1, 2, 3, false, 4, 5, 6);
        assertThat(Bytes.of(target.clone(), 0, length))
                .isEqualTo(Bytes.hex("90 60 0001 00000002 00000003 BEDE 0001 21 0005 00"));
    }

    private static HeaderExtensions.Element element(int id, String hex) {
        return new HeaderExtensions.Element(id, Bytes.hex(hex));
    }

    private static HeaderExtensions extensions(String profile, String data) {
        var bytes = Bytes.hex(data);
        return HeaderExtensions.of(Bytes.hex(profile).u16(0), bytes);
    }

    private static Bytes bytes(SplittableRandom random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
