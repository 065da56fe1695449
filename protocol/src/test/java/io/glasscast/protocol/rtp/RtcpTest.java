package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.ExtendedReport;
import io.glasscast.protocol.rtp.RtcpPacket.Fir;
import io.glasscast.protocol.rtp.RtcpPacket.Goodbye;
import io.glasscast.protocol.rtp.RtcpPacket.Nack;
import io.glasscast.protocol.rtp.RtcpPacket.Pli;
import io.glasscast.protocol.rtp.RtcpPacket.ReceiverReport;
import io.glasscast.protocol.rtp.RtcpPacket.Remb;
import io.glasscast.protocol.rtp.RtcpPacket.SenderReport;
import io.glasscast.protocol.rtp.RtcpPacket.SourceDescription;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import io.glasscast.protocol.rtp.RtcpPacket.Unknown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pictures of the specifications, filled in, both ways.
final class RtcpTest {
    /// RFC 3550 §6.4.1 and §6.4.2.
    @Test
    void reports() {
        var block = new ReportBlock(0x11223344, 0x40, -2, 0x0001FFFE, 77, 0xB705_2000L, 0x0005_4000);
        agree(
                "81C8000C 0000000A B44DB705 20000000 000003E8 00000007 00000BB8"
                        + "11223344 40 FFFFFE 0001FFFE 0000004D B7052000 00054000",
                new SenderReport(10, new NtpTime(0xB44DB70520000000L), 1000, 7, 3000, List.of(block)));
        agree(
                "81C90007 0000000A 11223344 40 FFFFFE 0001FFFE 0000004D B7052000 00054000",
                new ReceiverReport(10, List.of(block)));
        agree("80C90001 FFFFFFFF", new ReceiverReport(0xFFFFFFFFL, List.of()));
    }

    /// RFC 3550 §6.5: a chunk ends with one to four zero bytes.
    @Test
    void descriptions() {
        agree("81CA0003 00000001 0104 61626364 0000", SourceDescription.of(1, "abcd"));
        agree("81CA0003 00000001 0105 6162636465 00", SourceDescription.of(1, "abcde"));
        agree("81CA0004 00000001 0106 616263646566 00000000", SourceDescription.of(1, "abcdef"));
        // A tool name before the canonical name, then a chunk without any item.
        var parsed = Rtcp.parse(Bytes.hex("82CA0005 00000001 06015A 010141 0000 00000002 00000000"))
                .orThrow();
        assertThat(parsed)
                .containsExactly(new SourceDescription(
                        List.of(new SourceDescription.Chunk(1, "A"), new SourceDescription.Chunk(2, ""))));
    }

    /// RFC 3550 §6.6.
    @Test
    void goodbyes() {
        agree("81CB0001 00000001", new Goodbye(List.of(1L), ""));
        agree("82CB0004 00000001 00000002 04 656E6465 000000", new Goodbye(List.of(1L, 2L), "ende"));
    }

    /// RFC 4585 §6.2.1: bit i of the mask stands for packet PID + i + 1.
    @Test
    void nacks() {
        agree("81CD0003 00000001 00000002 FFFE 8003", new Nack(1, 2, List.of(0xFFFE, 0xFFFF, 0, 14)));
        agree("81CD0004 00000001 00000002 0001 0000 0012 0001", new Nack(1, 2, List.of(1, 18, 19)));
    }

    /// RFC 4585 §6.3.1 and RFC 5104 §4.3.1.1.
    @Test
    void keyframeRequests() {
        agree("81CE0002 00000001 00000002", new Pli(1, 2));
        agree("84CE0004 00000001 00000000 00000002 FF000000", new Fir(1, List.of(new Fir.Entry(2, 255))));
    }

    /// draft-alvestrand-rmcat-remb-03 §2.2: mantissa 18 bits, exponent 6.
    @Test
    void estimates() {
        agree("8FCE0005 00000001 00000000 52454D42 01 03D090 00000002", new Remb(1, 250_000, List.of(2L)));
        agree("8FCE0005 00000001 00000000 52454D42 01 0BD090 00000002", new Remb(1, 1_000_000, List.of(2L)));
        assertThat(Rtcp.parse(Rtcp.write(new Remb(1, 1_000_003, List.of()))).orThrow())
                .containsExactly(new Remb(1, 1_000_000, List.of()));
        var huge = Rtcp.parse(Bytes.hex("8FCE0004 00000001 00000000 52454D42 00 FFFFFF"))
                .orThrow();
        assertThat(huge).containsExactly(new Remb(1, Long.MAX_VALUE, List.of()));
        assertThat(Rtcp.parse(Rtcp.write(huge))).isInstanceOf(Parsed.Ok.class);
    }

    /// RFC 3611 §4.4 and §4.5; a block of another type between them is skipped.
    @Test
    void extendedReports() {
        var report = new ExtendedReport(
                1,
                List.of(
                        new ExtendedReport.ReceiverReferenceTime(new NtpTime(0x0102030405060708L)),
                        new ExtendedReport.Dlrr(List.of(new ExtendedReport.Delay(2, 0x03040506, 0x10000)))));
        agree("80CF0008 00000001 04000002 0102030405060708 05000003 00000002 03040506 00010000", report);
        assertThat(Rtcp.parse(Bytes.hex("80CF0006 00000001 01000001 00000000 04000002 0102030405060708"))
                        .orThrow())
                .containsExactly(new ExtendedReport(1, report.blocks().subList(0, 1)));
    }

    /// draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.3: '221 packets not received'.
    @Test
    void runsOfTransportFeedback() {
        var packets = new ArrayList<Arrival>(Collections.nCopies(221, Arrival.LOST));
        packets.add(new Arrival.Received(3));
        agreeOn(
                "8FCD0006 00000001 00000002 0003 00DE FFFFFF 07 00DD 2001 03 000000",
                new TransportFeedback(1, 2, 3, -1, 7, packets));
    }

    /// §3.1.4, the one-bit figure: 1 lost, 5 received, 3 lost, 3 received, 2 lost.
    @Test
    void oneBitVectorsOfTransportFeedback() {
        var packets = symbols("0 1 1 1 1 1 0 0 0 1 1 1 0 0");
        agreeOn(
                "8FCD0007 00000001 00000002 0003 000E 000001 07 9F1C 0101010101010101 0000",
                new TransportFeedback(1, 2, 3, 1, 7, packets));
    }

    /// §3.1.4, two bits: small, large and negative deltas.
    @Test
    void twoBitVectorsOfTransportFeedback() {
        List<Arrival> packets = List.of(
                Arrival.LOST,
                new Arrival.Received(256),
                new Arrival.Received(255),
                new Arrival.Received(-1),
                new Arrival.Received(0),
                Arrival.LOST,
                Arrival.LOST);
        agreeOn(
                "8FCD0006 00000001 00000002 0003 0007 000001 07 C990 0100 FF FFFF 00",
                new TransportFeedback(1, 2, 3, 1, 7, packets));
    }

    @Test
    void arrivalsOfTransportFeedback() {
        var feedback = new TransportFeedback(
                1, 2, 3, 1, 7, List.of(new Arrival.Received(4), Arrival.LOST, new Arrival.Received(-2)));
        assertThat(feedback.arrivalNanos(64_000_000)).containsExactly(65_000_000, Long.MIN_VALUE, 64_500_000);
        assertThat(feedback.received()).isEqualTo(2);
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        agree("85CC0001 41424344", new Unknown(204, 5, Bytes.hex("41424344")));
        agree("83CD0002 00000001 00000002", new Unknown(205, 3, Bytes.hex("0000000100000002")));
        agree(
                "8FCE0004 00000001 00000002 58585858 00000000",
                new Unknown(206, 15, Bytes.hex("00000001000000025858585800000000")));
    }

    @Test
    void readsCompoundsWithPaddingAtTheirEnd() {
        var parsed = Rtcp.parse(Bytes.hex(
                        "80C90001 00000001 81CA0002 00000001 01 00 00 00 A1CE0003 00000001 00000002 00000004"))
                .orThrow();
        assertThat(parsed)
                .containsExactly(new ReceiverReport(1, List.of()), SourceDescription.of(1, ""), new Pli(1, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "'', rtcp-short",
        "80C900, rtcp-short",
        "40C90001 00000001, rtcp-version",
        "80C90002 00000001, rtcp-truncated",
        "80C90001 00000001 80, rtcp-truncated",
        "A0C90001 00000000, rtcp-padding",
        "A0C90001 00000005, rtcp-padding",
        "81C90001 00000001, rtcp-rr-short",
        "80C80001 00000001, rtcp-sr-short",
        "81CA0001 00000001, rtcp-sdes-short",
        "81CA0002 00000001 01096162, rtcp-sdes-short",
        "81CB0000, rtcp-bye-short",
        "81CB0002 00000001 04616263, rtcp-bye-short",
        "81CD0001 00000001, rtcp-feedback-short",
        "81CD0002 00000001 00000002, rtcp-nack-short",
        "84CE0003 00000001 00000002 00000003, rtcp-fir-short",
        "8FCE0004 00000001 00000000 52454D42 01000000, rtcp-remb-short",
        "8FCD0002 00000001 00000002, rtcp-twcc-short",
        "8FCD0004 00000001 00000002 0000FFFF 00000000, rtcp-twcc-long",
        "8FCD0004 00000001 00000002 00000001 00000000, rtcp-twcc-chunks",
        "8FCD0005 00000001 00000002 00000003 00000000 20030000, rtcp-twcc-deltas",
        "8FCD0005 00000001 00000002 00000001 00000000 60010000, rtcp-twcc-symbol",
        "80CF0000, rtcp-xr-short",
        "80CF0002 00000001 04000002, rtcp-xr-short",
        "80CF0003 00000001 04000001 00000000, rtcp-xr-rrtr",
        "80CF0003 00000001 05000001 00000000, rtcp-xr-dlrr",
    })
    void refuses(String datagram, String why) {
        assertThat(Rtcp.parse(Bytes.hex(datagram))).isEqualTo(Parsed.malformed(why));
    }

    @Test
    void limitsThePacketsInADatagram() {
        assertThat(Rtcp.parse(Bytes.hex("80CB0000".repeat(64)))).isInstanceOf(Parsed.Ok.class);
        assertThat(Rtcp.parse(Bytes.hex("80CB0000".repeat(65)))).isEqualTo(Parsed.malformed("rtcp-many"));
        assertThatThrownBy(() -> new Goodbye(LongStream.range(0, 32).boxed().toList(), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comesBackFromItsOwnBytes() {
        var random = new SplittableRandom(4);
        for (int i = 0; i < 3000; i++) {
            var packets = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(_ -> any(random))
                    .toList();
            assertThat(Rtcp.parse(Rtcp.write(packets)).orThrow()).isEqualTo(packets);
        }
    }

    private static RtcpPacket any(SplittableRandom random) {
        long a = random.nextLong(1L << 32);
        long b = random.nextLong(1L << 32);
        return switch (random.nextInt(10)) {
            case 0 -> new SenderReport(a, new NtpTime(random.nextLong()), b, b, a, blocks(random));
            case 1 -> new ReceiverReport(a, blocks(random));
            case 2 -> SourceDescription.of(a, "x".repeat(random.nextInt(256)));
            case 3 ->
                new Goodbye(
                        random.longs(random.nextInt(32), 0, 1L << 32).boxed().toList(),
                        "y".repeat(random.nextInt(256)));
            case 4 -> nack(a, b, random);
            case 5 -> new Pli(a, b);
            case 6 -> new Fir(a, List.of(new Fir.Entry(b, random.nextInt(256))));
            case 7 -> new Remb(a, random.nextLong(1L << 18) << random.nextInt(40), List.of(b, a));
            case 8 -> feedback(a, b, random);
            default ->
                new ExtendedReport(
                        a,
                        List.of(
                                new ExtendedReport.ReceiverReferenceTime(new NtpTime(random.nextLong())),
                                new ExtendedReport.Dlrr(List.of(new ExtendedReport.Delay(a, b, a)))));
        };
    }

    private static List<ReportBlock> blocks(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(32))
                .mapToObj(_ -> new ReportBlock(
                        random.nextLong(1L << 32),
                        random.nextInt(256),
                        random.nextInt(-0x80_0000, 0x80_0000),
                        random.nextLong(1L << 32),
                        random.nextLong(1L << 32),
                        random.nextLong(1L << 32),
                        random.nextLong(1L << 32)))
                .toList();
    }

    private static Nack nack(long sender, long media, SplittableRandom random) {
        var lost = new ArrayList<Integer>();
        int at = random.nextInt(0x1_0000);
        for (int n = 1 + random.nextInt(100); n > 0; n--) {
            lost.add(at);
            at = SequenceNumber.plus(at, 1 + (random.nextBoolean() ? 0 : random.nextInt(40)));
        }
        return new Nack(sender, media, lost);
    }

    private static TransportFeedback feedback(long sender, long media, SplittableRandom random) {
        var packets = new ArrayList<Arrival>();
        for (int run = random.nextInt(12); run > 0; run--) {
            int kind = random.nextInt(4);
            for (int n = random.nextInt(40); n > 0; n--)
                packets.add(
                        switch (kind) {
                            case 0 -> Arrival.LOST;
                            case 1 -> new Arrival.Received(random.nextInt(256));
                            case 2 -> new Arrival.Received(random.nextInt(-0x8000, 0x8000));
                            default -> random.nextBoolean() ? Arrival.LOST : new Arrival.Received(random.nextInt(300));
                        });
        }
        return new TransportFeedback(
                sender,
                media,
                random.nextInt(0x1_0000),
                random.nextInt(-0x80_0000, 0x80_0000),
                random.nextInt(256),
                packets);
    }

    private static List<Arrival> symbols(String symbols) {
        return symbols.chars()
                .filter(c -> c != ' ')
                .mapToObj(c -> c == '0' ? Arrival.LOST : new Arrival.Received(1))
                .toList();
    }

    private static void agree(String hex, RtcpPacket packet) {
        assertThat(Rtcp.parse(Bytes.hex(hex)).orThrow()).containsExactly(packet);
        assertThat(Rtcp.write(packet)).isEqualTo(Bytes.hex(hex));
    }

    private static void agreeOn(String hex, TransportFeedback feedback) {
        var written = Rtcp.write(feedback);
        assertThat(Rtcp.parse(written).orThrow()).containsExactly(feedback);
        // Ours ends in plain zero bytes instead of marked padding; both are read.
        assertThat(written).isEqualTo(Bytes.hex(hex));
    }
}
