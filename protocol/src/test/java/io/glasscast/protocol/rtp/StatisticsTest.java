package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.protocol.rtp.RtcpPacket.SenderReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/// RFC 3550 appendix A, worked by hand.
final class StatisticsTest {
    private static final long MS = 1_000_000L;

    private final ReceptionStatistics statistics = new ReceptionStatistics(7, 8000);

    /// A.3: of 10 expected 8 came, so 2/10 of 256 is 51; then of 10 expected all came, twice one of them.
    @Test
    void lossOfTheIntervalAndOfAllTime() {
        for (int s = 65530; s < 65540; s++) if (s != 65533 && s != 65535) arrive(s);
        var first = statistics.report(0);
        assertThat(first.fractionLost()).isEqualTo(51);
        assertThat(first.cumulativeLost()).isEqualTo(2);
        assertThat(first.highestSequence()).isEqualTo(0x1_0003);
        for (int s = 65540; s < 65550; s++) arrive(s);
        arrive(65549);
        var second = statistics.report(0);
        assertThat(second.fractionLost()).isZero();
        assertThat(second.cumulativeLost()).isEqualTo(1);
        assertThat(second.highestSequence()).isEqualTo(0x1_000D);
    }

    @Test
    void duplicatesMakeTheLossNegative() {
        arrive(1, 2, 2, 2);
        assertThat(statistics.report(0).cumulativeLost()).isEqualTo(-2);
        assertThat(statistics.report(0).fractionLost()).isZero();
    }

    /// A.1: 100 steps back is reordering, 3000 ahead is a loss; outside of both, two in a row are a restart.
    @Test
    void jumpsAreBelievedWhenTheyAreConfirmed() {
        arrive(1000, 901, 3999);
        assertThat(statistics.report(0).highestSequence()).isEqualTo(3999);
        assertThat(statistics.received()).isEqualTo(3);
        arrive(20_000);
        assertThat(statistics.report(0).highestSequence()).isEqualTo(3999);
        assertThat(statistics.received()).isEqualTo(3);
        arrive(20_001);
        assertThat(statistics.report(0).highestSequence()).isEqualTo(20_001);
        assertThat(statistics.received()).isEqualTo(1);
    }

    /// A.8: with 160 units between packets that come 20, 30 and 10 ms apart, |D| is 0, 80, 80. In sixteenths:
    /// 0; 80; 80 + 80 - (88 >> 4) = 155. So the jitter is 9 units.
    @Test
    void jitterInIntegers() {
        statistics.arrived(1, 0xFFFF_FF60L, 0);
        statistics.arrived(2, 0, 20 * MS);
        assertThat(statistics.jitter()).isZero();
        statistics.arrived(3, 160, 50 * MS);
        assertThat(statistics.jitter()).isEqualTo(5);
        statistics.arrived(4, 320, 60 * MS);
        assertThat(statistics.jitter()).isEqualTo(9);
    }

    @Test
    void echoesTheSendersTime() {
        arrive(1);
        assertThat(statistics.report(0).lastSr()).isZero();
        assertThat(statistics.report(0).delaySinceLastSr()).isZero();
        statistics.senderReport(
                new SenderReport(7, new NtpTime(0x1111_2222_3333_4444L), 0, 0, 0, List.of()), 1000 * MS);
        var block = statistics.report(6250 * MS);
        assertThat(block.lastSr()).isEqualTo(0x2222_3333L);
        assertThat(block.delaySinceLastSr()).isEqualTo(0x5_4000);
    }

    /// RFC 3550 §6.4.1, figure 2: A 0xb710:8000, DLSR 0x0005:4000, LSR 0xb705:2000 make 6.125 s.
    @Test
    void roundTripOfFigure2() {
        var block = new ReportBlock(1, 0, 0, 0, 0, 0xB705_2000L, 0x0005_4000);
        var arrival = new NtpTime(0xB44D_B710_8000_0000L);
        assertThat(SenderStatistics.roundTripNanos(block, arrival)).hasValue(6_125_000_000L);
        assertThat(SenderStatistics.roundTripNanos(
                        new RtcpPacket.ExtendedReport.Delay(1, 0xB705_2000L, 0x0005_4000), arrival))
                .hasValue(6_125_000_000L);
    }

    @Test
    void noRoundTripOutOfNonsense() {
        var arrival = new NtpTime(0xB44D_B710_8000_0000L);
        assertThat(SenderStatistics.roundTripNanos(new ReportBlock(1, 0, 0, 0, 0, 0, 0), arrival))
                .isEmpty();
        assertThat(SenderStatistics.roundTripNanos(new ReportBlock(1, 0, 0, 0, 0, 0xB711_0000L, 0), arrival))
                .isEmpty();
        assertThat(SenderStatistics.roundTripNanos(new ReportBlock(1, 0, 0, 0, 0, 0x1000_0000L, 0), arrival))
                .isEmpty();
        assertThat(SenderStatistics.roundTripNanos(new ReportBlock(1, 0, 0, 0, 0, 0xB710_8001L, 0), arrival))
                .hasValue(0);
    }

    @Test
    void countsWhatItSends() {
        var sender = new SenderStatistics(9);
        sender.sent(1000);
        sender.sent(24);
        assertThat(sender.report(NtpTime.NONE, 0x1_0000_0005L))
                .isEqualTo(new SenderReport(9, NtpTime.NONE, 5, 2, 1024, List.of()));
    }

    private void arrive(int... sequences) {
        for (int sequence : sequences) statistics.arrived(sequence & 0xFFFF, 0, 0);
    }
}
