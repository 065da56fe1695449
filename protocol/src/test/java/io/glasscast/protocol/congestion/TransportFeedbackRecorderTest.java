package io.glasscast.protocol.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtp.Rtcp;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import io.glasscast.protocol.rtp.Unwrapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TransportFeedbackRecorderTest {
    private static final long MS = 1_000_000L;

    private final TransportFeedbackRecorder recorder = new TransportFeedbackRecorder(1);
    private final List<TransportFeedback> out = new ArrayList<>();

    @Test
    void tellsEach100MsWhatCame() {
        recorder.media(2);
        recorder.arrived(65535, 128 * MS);
        recorder.arrived(1, 130 * MS);
        assertThat(recorder.deadlineNanos()).isEqualTo(228 * MS);
        recorder.elapse(227 * MS, out::add);
        assertThat(out).isEmpty();
        recorder.elapse(228 * MS, out::add);
        assertThat(out)
                .containsExactly(new TransportFeedback(
                        1, 2, 65535, 2, 0, List.of(new Arrival.Received(0), Arrival.LOST, new Arrival.Received(8))));
        assertThat(recorder.deadlineNanos()).isEqualTo(Machine.NEVER);
        recorder.arrived(2, 300 * MS);
        recorder.elapse(400 * MS, out::add);
        assertThat(out.getLast().baseSequence()).isEqualTo(2);
        assertThat(out.getLast().feedbackCount()).isEqualTo(1);
    }

    @Test
    void tellsEach50MsWhenPacketsComeThick() {
        for (int i = 0; i < 25; i++) recorder.arrived(i, i * MS);
        assertThat(recorder.deadlineNanos()).isEqualTo(50 * MS);
    }

    @Test
    void reportsAStragglerAgainWithAllSince() {
        recorder.arrived(10, 0);
        recorder.arrived(12, 1 * MS);
        recorder.elapse(100 * MS, out::add);
        recorder.arrived(11, 101 * MS);
        recorder.elapse(201 * MS, out::add);
        assertThat(out.getLast().baseSequence()).isEqualTo(11);
        assertThat(out.getLast().packets()).containsExactly(new Arrival.Received(37 * 4), new Arrival.Received(-400));
    }

    @Test
    void splitsWhatOnePacketCannotHold() {
        recorder.arrived(0, 0);
        recorder.arrived(1000, 1 * MS);
        recorder.arrived(1001, 20_000 * MS); // farther than a 16-bit delta reaches
        recorder.elapse(20_000 * MS, out::add);
        assertThat(out.stream().map(f -> f.packets().size())).containsExactly(400, 400, 201, 1);
        assertThat(out.stream().map(TransportFeedback::baseSequence)).containsExactly(0, 400, 800, 1001);
        for (var feedback : out)
            assertThat(Rtcp.parse(Rtcp.write(feedback)).orThrow()).containsExactly(feedback);
    }

    @Test
    void goesOnAfterACounterThatBeganAnew() {
        recorder.arrived(40_000, 0);
        recorder.elapse(100 * MS, out::add);
        for (int i = 0; i < 100; i++) recorder.arrived(10_000 + i, 200 * MS);
        recorder.elapse(300 * MS, out::add);
        assertThat(out.getLast().packets()).hasSizeGreaterThan(30);
        recorder.arrived(20_000, 400 * MS); // far ahead: nothing is said of those between
        recorder.elapse(500 * MS, out::add);
        assertThat(out.getLast().baseSequence()).isEqualTo(20_000);
        assertThat(out.getLast().packets()).hasSize(1);
    }

    /// What the feedbacks say is what came, to a quarter of a millisecond, each packet under 1200 bytes.
    @Test
    void saysWhatCame() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            var machine = new TransportFeedbackRecorder(1);
            var truth = new HashMap<Long, Long>();
            var told = new HashMap<Long, Long>();
            var unwrapper = Unwrapper.ofSequences();
            int first = random.nextInt(0x1_0000);
            unwrapper.unwrap(first);
            for (int i = 0; i < 3000; i++) {
                long now = i * 2L * MS + random.nextLong(2 * MS);
                while (machine.deadlineNanos() <= now)
                    machine.elapse(machine.deadlineNanos(), f -> note(f, unwrapper, told));
                int sequence = first + i - (random.nextInt(20) == 0 ? random.nextInt(30) : 0);
                if (random.nextInt(10) == 0 || sequence < first) continue;
                truth.putIfAbsent((long) sequence, now);
                machine.arrived(sequence & 0xFFFF, now);
            }
            machine.elapse(machine.deadlineNanos(), f -> note(f, unwrapper, told));
            assertThat(told.keySet()).isEqualTo(truth.keySet());
            truth.forEach((sequence, at) -> assertThat(told.get(sequence)).isBetween(at - MS / 4, at));
        }
    }

    private static void note(TransportFeedback feedback, Unwrapper unwrapper, Map<Long, Long> told) {
        assertThat(Rtcp.write(feedback).length()).isLessThan(1200);
        long sequence = unwrapper.unwrap(feedback.baseSequence());
        for (long arrival : feedback.arrivalNanos(feedback.referenceTime() * TransportFeedback.REFERENCE_NANOS)) {
            if (arrival != Long.MIN_VALUE) told.put(sequence, arrival);
            unwrapper.unwrap(sequence & 0xFFFF);
            sequence++;
        }
    }
}
