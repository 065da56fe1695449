package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtp.ReceiveBuffer.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A sender that answers requests, a bad network and the buffer, on a virtual clock.
final class ReceiveBufferSimulationTest {
    private static final long MS = 1_000_000L;
    private static final int SEEDS = 200;

    @Test
    void deliversEverythingInOrderAndOnceThroughLossDuplicationAndReordering() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var run = new Run(seed);
            run.loss = 0.05;
            run.play(1500);
            assertThat(run.delivered.size()).as("seed %d", seed).isEqualTo(1500);
            assertThat(run.givenUp).as("seed %d", seed).isZero();
            assertThat(run.buffer.missing()).isZero();
        }
    }

    @Test
    void recoversFromTenSecondsOf30PercentLoss() {
        for (int seed = 0; seed < 20; seed++) {
            var run = new Run(seed);
            run.heavyFrom = 1000;
            run.heavyTo = 3000;
            run.loss = 0.05;
            run.play(4000);
            assertThat(run.delivered.size() + run.givenUp).as("seed %d", seed).isEqualTo(4000);
            assertThat(run.givenUp).as("seed %d", seed).isLessThan(20);
            assertThat(run.lastGiveUpNanos).as("seed %d", seed).isLessThan(3000 * Run.SPACING + 1200 * MS);
        }
    }

    @Test
    void surviesAnOutageLongerThanTheWindow() {
        var run = new Run(7);
        run.outageFrom = 500;
        run.outageTo = 4000;
        run.play(6000);
        assertThat(run.delivered.size()).isEqualTo(2500);
        assertThat(run.restarts).isEqualTo(1);
    }

    private record Event(long atNanos, long order, int sequence, boolean isRequest) {}

    private static final class Run {
        /// 200 packets a second: 2 Mbit/s in full packets.
        static final long SPACING = 5 * MS;

        static final long ONE_WAY = 40 * MS;

        final SplittableRandom random;
        final ReceiveBuffer buffer = new ReceiveBuffer(ReceiveLimits.VIDEO);
        final PriorityQueue<Event> events = new PriorityQueue<>(
                (a, b) -> a.atNanos != b.atNanos ? Long.compare(a.atNanos, b.atNanos) : Long.compare(a.order, b.order));
        final List<Integer> delivered = new ArrayList<>();
        final Set<Long> seen = new HashSet<>();
        final Unwrapper order = Unwrapper.ofSequences();

        double loss;
        int heavyFrom = Integer.MAX_VALUE;
        int heavyTo;
        int outageFrom = Integer.MAX_VALUE;
        int outageTo;
        int givenUp;
        int restarts;
        long lastGiveUpNanos;
        long lastDelivered = Long.MIN_VALUE;
        long nowNanos;
        int sent;
        long count;

        Run(long seed) {
            random = new SplittableRandom(seed);
            buffer.roundTrip(2 * ONE_WAY);
        }

        void play(int packets) {
            int first = random.nextInt(0x1_0000);
            for (sent = 0; sent < packets; sent++) {
                runUntil(sent * SPACING);
                // The ends are certain: what was lost before the first or after the last nobody could notice.
                boolean certain = sent == 0 || sent == packets - 1;
                carry(first + sent & 0xFFFF, false, certain);
            }
            runUntil(packets * SPACING + 3000 * MS);
        }

        private void carry(int sequence, boolean isRequest, boolean certain) {
            boolean heavy = sent >= heavyFrom && sent < heavyTo;
            if (!certain && sent >= outageFrom && sent < outageTo) return;
            if (!certain && random.nextDouble() < (heavy ? 0.30 : loss)) return;
            int copies = random.nextDouble() < 0.02 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                long jitter = random.nextInt(10) == 0 ? random.nextLong(12 * MS) : random.nextLong(MS);
                events.add(new Event(nowNanos + ONE_WAY + jitter, count++, sequence, isRequest));
            }
        }

        private void runUntil(long nanos) {
            while (true) {
                long event = events.isEmpty() ? Machine.NEVER : events.peek().atNanos;
                long next = Math.min(event, buffer.deadlineNanos());
                if (next > nanos) break;
                nowNanos = Math.max(nowNanos, next);
                if (event > next) buffer.elapse(nowNanos, this::take);
                else arrive(events.poll());
            }
            nowNanos = nanos;
        }

        private void arrive(Event event) {
            if (event.isRequest) carry(event.sequence, false, false);
            else buffer.handle(ReceiveBufferTest.packet(event.sequence), nowNanos, this::take);
        }

        private void take(Output output) {
            switch (output) {
                case Output.Deliver(RtpPacket packet, boolean afterGap) -> {
                    long place = order.unwrap(packet.sequence());
                    assertThat(seen.add(place)).as("once").isTrue();
                    assertThat(place).as("in order").isGreaterThan(lastDelivered);
                    lastDelivered = place;
                    delivered.add(packet.sequence());
                }
                case Output.Request(var sequences) -> sequences.forEach(s -> carry(s, true, false));
                case Output.GivenUp(int lost) -> {
                    givenUp += lost;
                    lastGiveUpNanos = nowNanos;
                }
                case Output.Restarted() -> restarts++;
            }
        }
    }
}
