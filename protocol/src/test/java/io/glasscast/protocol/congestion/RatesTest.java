package io.glasscast.protocol.congestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.Remb;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RatesTest {
    private static final long SECOND = 1_000_000_000L;

    private final SendRateController controller = new SendRateController(100_000, 2_000_000, 1_000_000);

    /// draft-ietf-rmcat-gcc-02 §6: under 2 % up by 5 %, to 10 % hold, beyond down by half the loss.
    @Test
    void followsLossOneStepASecond() {
        controller.reported(block(0), 0);
        assertThat(controller.bitsPerSecond()).isEqualTo(1_000_000);
        controller.reported(block(5), SECOND); // 1.95 %
        assertThat(controller.bitsPerSecond()).isEqualTo(1_050_000);
        controller.reported(block(128), SECOND + SECOND / 2);
        assertThat(controller.bitsPerSecond()).isEqualTo(1_050_000);
        controller.reported(block(0), 2 * SECOND); // the worst of the second counts: 50 %
        assertThat(controller.bitsPerSecond()).isEqualTo(787_500);
        controller.reported(block(25), 3 * SECOND); // 9.8 %
        assertThat(controller.bitsPerSecond()).isEqualTo(787_500);
    }

    @Test
    void staysWithinItsLimitsAndTheReceivers() {
        for (int s = 0; s < 100; s++) controller.reported(block(0), s * SECOND);
        assertThat(controller.bitsPerSecond()).isEqualTo(2_000_000);
        controller.reported(new Remb(1, 500_000, List.of()));
        assertThat(controller.bitsPerSecond()).isEqualTo(500_000);
        controller.reported(block(0), 100 * SECOND);
        controller.reported(new Remb(1, 5_000_000, List.of()));
        assertThat(controller.bitsPerSecond()).isEqualTo(2_000_000);
        for (int s = 101; s < 200; s++) controller.reported(block(255), s * SECOND);
        assertThat(controller.bitsPerSecond()).isEqualTo(100_000);
    }

    @Test
    void growsFromNothingThatItWasNotAllowedToSend() {
        controller.reported(new Remb(1, 500_000, List.of()));
        for (int s = 0; s < 100; s++) controller.reported(block(0), s * SECOND);
        controller.reported(new Remb(1, 5_000_000, List.of()));
        assertThat(controller.bitsPerSecond()).isEqualTo(1_000_000);
        controller.reported(new Remb(1, 500_000, List.of()));
        controller.reported(block(128), 100 * SECOND); // 50 % of what was sent, which was 500 000
        controller.reported(new Remb(1, 5_000_000, List.of()));
        assertThat(controller.bitsPerSecond()).isEqualTo(375_000);
    }

    @Test
    void wantsLessAtOnce() {
        var out = new ArrayList<Remb>();
        var estimate = new ReceiverEstimate(1, 8_000_000);
        estimate.limit(1_000_000, 0);
        assertThat(estimate.deadlineNanos()).as("nobody sends").isEqualTo(Machine.NEVER);
        estimate.handle(5L, SECOND, out::add);
        estimate.limit(400_000, SECOND + 1);
        estimate.elapse(SECOND + 1, out::add);
        estimate.elapse(2 * SECOND + 1, out::add);
        estimate.limit(Long.MAX_VALUE, 2 * SECOND + 2);
        estimate.elapse(2 * SECOND + 2, out::add);
        assertThat(out).extracting(Remb::bitrate).containsExactly(1_000_000L, 400_000L, 400_000L, 8_000_000L);
    }

    @Test
    void countsLossFromTransportFeedback() {
        controller.reported(feedback(80, 20), 0);
        controller.reported(feedback(80, 20), SECOND);
        assertThat(controller.bitsPerSecond()).isEqualTo(900_000);
    }

    @Test
    void lossRateSmooths() {
        var rate = new LossRate();
        rate.reported(block(64));
        assertThat(rate.fraction()).isEqualTo(0.25);
        rate.reported(block(0));
        assertThat(rate.fraction()).isEqualTo(0.1875);
        rate.reported(feedback(5, 5));
        assertThat(rate.fraction()).isEqualTo(0.1875);
        rate.reported(feedback(5, 5));
        assertThat(rate.fraction()).isEqualTo(0.265625, within(1e-9));
    }

    @Test
    void statesTheCeilingEachSecond() {
        var out = new ArrayList<Remb>();
        var estimate = new ReceiverEstimate(1, 8_000_000);
        estimate.handle(5L, 0, out::add);
        estimate.handle(5L, 1, out::add);
        estimate.handle(6L, 2, out::add);
        assertThat(out).containsExactly(new Remb(1, 8_000_000, List.of(5L)), new Remb(1, 8_000_000, List.of(5L, 6L)));
        estimate.elapse(2 + SECOND, out::add);
        assertThat(out).hasSize(3);
        assertThat(estimate.deadlineNanos()).isEqualTo(2 + 2 * SECOND);
        for (long ssrc = 0; ssrc < 100; ssrc++) estimate.handle(ssrc, 3 * SECOND, out::add);
        assertThat(out.getLast().ssrcs()).hasSize(16);
    }

    private static ReportBlock block(int fractionLost) {
        return new ReportBlock(1, fractionLost, 0, 0, 0, 0, 0);
    }

    private static TransportFeedback feedback(int received, int lost) {
        var packets = new ArrayList<Arrival>();
        for (int i = 0; i < received; i++) packets.add(new Arrival.Received(4));
        for (int i = 0; i < lost; i++) packets.add(Arrival.LOST);
        return new TransportFeedback(1, 2, 0, 0, 0, packets);
    }
}
