package io.glasscast.protocol.congestion;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A sender of pictures, a line, and a receiver that reports arrivals as every WebRTC receiver does.
class SendSideEstimateTest {
    private static final Link.Conditions FINE = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final int PACKET = 1_100;
    private static final int SEEDS = 20;

    /// Sends 30 pictures a second, 2 Mbit/s, each at once, every 60th of them six times as large.
    private static final class Line {
        final Simulation simulation;
        final SendSideEstimate estimate = new SendSideEstimate();
        final TransportFeedbackRecorder recorder = new TransportFeedbackRecorder(1);
        final Link down;
        final List<Long> estimates = new ArrayList<>();
        int next;
        int pictures;
        boolean thin;
        boolean deaf;

        Line(long seed, Link.Conditions conditions) {
            simulation = new Simulation(seed);
            down = new Link(simulation, conditions, this::arrived);
            simulation.every(SECOND / 30, Long.MAX_VALUE, this::picture);
            // The receiver's clock is another one.
            simulation.keepTime(recorder::deadlineNanos, now -> recorder.elapse(now, this::report));
        }

        void picture() {
            int packets = pictures++ % 60 == 0 ? 36 : 7;
            for (int i = 0; i < (thin ? 1 : packets); i++) send();
            estimates.add(estimate.bitsPerSecond(simulation.now()));
        }

        void send() {
            estimate.sent(next & 0xFFFF, PACKET, simulation.now());
            down.send(new ByteWriter().u16(next++ & 0xFFFF).zeros(PACKET - 2).toBytes());
        }

        void probe() {
            estimate.probing(next & 0xFFFF, 8, simulation.now());
            for (int i = 0; i < 8; i++) send();
        }

        void arrived(Bytes packet) {
            recorder.arrived(packet.u16(0), simulation.now());
        }

        /// One of twenty reports gets lost.
        void report(TransportFeedback feedback) {
            if (simulation.random().nextInt(20) > 0)
                simulation.after(20 * MS, () -> estimate.reported(feedback, simulation.now()));
        }

        long now() {
            return estimate.bitsPerSecond(simulation.now());
        }

        LongStream lately() {
            return estimates.subList(estimates.size() / 2, estimates.size()).stream()
                    .mapToLong(Long::longValue);
        }
    }

    @Test
    void aLineThatCarriesEverythingIsNotDoubted() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var line = new Line(seed, FINE);
            line.simulation.runUntil(30 * SECOND);
            assertThat(line.estimates).as("seed %d", seed).allMatch(bits -> bits == SendSideEstimate.UNLIMITED);
            assertThat(line.estimate.troubled(50, line.simulation.now())).isFalse();
        }
    }

    @Test
    void neitherJitterNorAFewLossesNorLargePicturesAreTakenForAQueue() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var line = new Line(seed, new Link.Conditions(0.05, 0.02, 35 * MS, 20 * MS).withRate(4_000_000));
            for (int second = 1; second <= 60; second++) {
                line.simulation.runUntil(second * SECOND);
                assertThat(line.estimate.troubled(150, line.simulation.now()))
                        .as("seed %d, second %d, %s", seed, second, line.estimate.loss())
                        .isFalse();
            }
            assertThat(line.now()).as("seed %d", seed).isGreaterThan(2_000_000);
        }
    }

    @Test
    void aLineThatIsTooSmallIsFoundOutWithinASecondAndNotOverrated() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var line = new Line(seed, FINE.withRate(500_000));
            line.simulation.runUntil(1_500 * MS);
            assertThat(line.now()).as("seed %d", seed).isBetween(30_000L, 750_000L);
            assertThat(line.estimate.troubled(150, line.simulation.now())).isTrue();
            line.simulation.runUntil(20 * SECOND);
            assertThat(line.lately().max().orElseThrow()).as("seed %d", seed).isLessThan(750_000);
        }
    }

    @Test
    void heavyLossIsTooMuchWithoutAnyQueue() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var line = new Line(seed, FINE.withLoss(0.3));
            line.simulation.runUntil(3 * SECOND);
            assertThat(line.now()).as("seed %d", seed).isLessThan(2_000_000);
            assertThat(line.estimate.troubled(150, line.simulation.now())).isTrue();
        }
    }

    @Test
    void whoSaysNothingAnyMoreHearsNothing() {
        var line = new Line(1, FINE);
        line.simulation.runUntil(5 * SECOND);
        line.down.conditions(FINE.withLoss(1));
        line.simulation.runUntil(8 * SECOND);
        assertThat(line.estimate.troubled(150, line.simulation.now())).isTrue();
        assertThat(line.now()).isLessThan(1_500_000);
        line.simulation.runUntil(25 * SECOND);
        assertThat(line.now()).isEqualTo(30_000);
    }

    /// Some receivers leave transport-wide feedback off after a while; reports say that all is well.
    @Test
    void whoStillReportsThatMoreArrivesHearsSomething() {
        var line = new Line(1, FINE);
        line.simulation.runUntil(5 * SECOND);
        line.deaf = true;
        for (int second = 5; second < 20; second++) {
            line.estimate.reported(new ReportBlock(1, 0, 0, line.next, 0, 0, 0));
            line.simulation.runUntil((second + 1) * SECOND);
            assertThat(line.estimate.troubled(150, line.simulation.now())).isFalse();
        }
        assertThat(line.now()).isEqualTo(SendSideEstimate.UNLIMITED);
    }

    @Test
    void aTrainOfPacketsShowsThatALineHasHealed() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var line = new Line(seed, FINE.withRate(500_000));
            line.simulation.runUntil(5 * SECOND);
            line.thin = true;
            // The report on a train may get lost: they are sent until one has been told of.
            for (int second = 8; second <= 10; second++) {
                line.simulation.runUntil(second * SECOND);
                assertThat(line.now()).as("seed %d, still ill", seed).isLessThan(750_000);
                line.probe();
            }
            line.simulation.runUntil(11 * SECOND);
            line.down.conditions(FINE.withRate(8_000_000));
            for (int second = 12; second <= 15; second++) {
                line.probe();
                line.simulation.runUntil(second * SECOND);
            }
            assertThat(line.now()).as("seed %d, healed", seed).isBetween(4_000_000L, 9_000_000L);
        }
    }

    @Test
    void packetsThatLeaveAtOnceShowHowFastALineIs() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var line = new Line(seed, FINE.withRate(3_000_000));
            assertThat(line.estimate.speed()).isEqualTo(SendSideEstimate.UNLIMITED);
            line.simulation.runUntil(SECOND);
            assertThat(line.estimate.speed()).as("seed %d", seed).isBetween(2_700_000L, 3_300_000L);
            line.down.conditions(FINE.withRate(20_000_000));
            line.simulation.runUntil(3 * SECOND);
            assertThat(line.estimate.speed()).as("seed %d", seed).isBetween(15_000_000L, 25_000_000L);
            line.down.conditions(FINE.withRate(3_000_000));
            line.simulation.runUntil(8 * SECOND);
            assertThat(line.estimate.speed()).as("seed %d", seed).isBetween(2_700_000L, 4_000_000L);
        }
    }

    @Test
    void twoPacketsShowThatALineIsSlowAndThatItIsNoMore() {
        var line = new Line(1, FINE.withRate(500_000));
        line.simulation.runUntil(SECOND);
        line.thin = true;
        line.down.conditions(FINE.withRate(100_000_000));
        line.simulation.runUntil(4 * SECOND);
        assertThat(line.estimate.speed()).as("one at a time").isBetween(400_000L, 600_000L);
        line.simulation.every(SECOND / 10, 8 * SECOND, () -> {
            line.send();
            line.send();
        });
        line.simulation.runUntil(8 * SECOND);
        assertThat(line.estimate.speed()).isGreaterThan(8_000_000);
    }

    @Test
    void feedbackOnWhatWasNeverSentSaysNothing() {
        var estimate = new SendSideEstimate();
        estimate.reported(
                new TransportFeedback(1, 2, 65_000, 7, 0, List.of(new Arrival.Received(3), Arrival.LOST)), SECOND);
        assertThat(estimate.bitsPerSecond(SECOND)).isEqualTo(SendSideEstimate.UNLIMITED);
        assertThat(estimate.loss()).isZero();
    }
}
