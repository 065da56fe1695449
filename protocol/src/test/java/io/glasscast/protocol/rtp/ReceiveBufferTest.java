package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtp.ReceiveBuffer.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceiveBufferTest {
    private static final long MS = 1_000_000L;

    private final List<Output> out = new ArrayList<>();
    private long now = 1000 * MS;
    private ReceiveBuffer buffer = new ReceiveBuffer(ReceiveLimits.VIDEO);

    @Test
    void passesOnInOrderAtOnce() {
        start(10);
        arrive(11, 12);
        assertThat(delivered()).containsExactly(10, 11, 12);
        assertThat(buffer.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void holdsBackWhatCameEarlyAndDropsDuplicates() {
        start(65534);
        arrive(0, 0, 1, 65535, 65535, 1, 2);
        assertThat(delivered()).containsExactly(65534, 65535, 0, 1, 2);
        assertThat(buffer.duplicates()).isEqualTo(1);
        assertThat(buffer.late()).isEqualTo(2);
        assertThat(requests()).isEmpty();
    }

    @Test
    void bearsReorderingOfTheVeryFirstPackets() {
        arrive(11, 10, 12);
        wait(19);
        assertThat(out).isEmpty();
        wait(1);
        assertThat(delivered()).containsExactly(10, 11, 12);
        assertThat(buffer.missing()).isZero();
    }

    @Test
    void asksAfterTheToleranceAndAgainEachRoundTripAndAQuarter() {
        start(10);
        buffer.roundTrip(80 * MS);
        arrive(13);
        wait(4);
        assertThat(requests()).isEmpty();
        wait(1);
        assertThat(requests()).containsExactly(List.of(11, 12));
        wait(99);
        assertThat(requests()).hasSize(1);
        wait(1);
        assertThat(requests()).hasSize(2);
        arrive(11);
        assertThat(delivered()).containsExactly(10, 11);
        wait(100);
        assertThat(requests()).last().isEqualTo(List.of(12));
        arrive(12);
        assertThat(delivered()).containsExactly(10, 11, 12, 13);
        wait(2000);
        assertThat(requests()).hasSize(3);
    }

    @Test
    void asksAtOnceWhenFourLaterPacketsCame() {
        start(10);
        arrive(12, 13, 14);
        assertThat(requests()).isEmpty();
        arrive(15);
        assertThat(requests()).containsExactly(List.of(11));
    }

    @Test
    void repeatsNoFasterThanEach20Ms() {
        start(10);
        buffer.roundTrip(1 * MS);
        arrive(12);
        wait(5 + 19);
        assertThat(requests()).hasSize(1);
        wait(1);
        assertThat(requests()).hasSize(2);
    }

    @Test
    void asksTenTimesAndGivesUp() {
        start(10);
        buffer.roundTrip(16 * MS);
        arrive(12);
        wait(5 + 9 * 20);
        assertThat(requests()).hasSize(10);
        assertThat(buffer.missing()).isEqualTo(1);
        wait(20);
        assertThat(out.subList(out.size() - 2, out.size()))
                .containsExactly(new Output.GivenUp(1), new Output.Deliver(packet(12), true));
        assertThat(requests()).hasSize(10);
        arrive(11, 13); // the first too late
        assertThat(delivered()).containsExactly(10, 12, 13);
        assertThat(((Output.Deliver) out.getLast()).afterGap()).isFalse();
    }

    @Test
    void losesPatienceAfterASecond() {
        start(10);
        buffer.roundTrip(300 * MS);
        arrive(12, 14);
        wait(999);
        assertThat(delivered()).containsExactly(10);
        wait(1);
        assertThat(delivered()).containsExactly(10, 12, 14);
        assertThat(buffer.givenUp()).isEqualTo(2);
    }

    @Test
    void waitsForSoundBrieflyAndAsksForNone() {
        buffer = new ReceiveBuffer(ReceiveLimits.AUDIO);
        start(10);
        arrive(12, 13, 14, 15);
        wait(59);
        assertThat(delivered()).containsExactly(10);
        wait(1);
        assertThat(delivered()).containsExactly(10, 12, 13, 14, 15);
        assertThat(requests()).isEmpty();
    }

    @Test
    void learnsTheRoundTripWhenNobodyTellsIt() {
        start(0);
        int sequence = 0;
        for (int i = 0; i < 30; i++) {
            arrive(sequence + 2, sequence + 3, sequence + 4, sequence + 5); // asks at once
            now += 40 * MS;
            buffer.restored(packet(sequence + 1), now, out::add);
            sequence += 5;
        }
        out.clear();
        arrive(sequence + 2, sequence + 3, sequence + 4, sequence + 5);
        wait(49);
        assertThat(requests()).hasSize(1);
        wait(3);
        assertThat(requests()).hasSize(2);
    }

    @Test
    void takesNoPacketThatWasOnlyLateForAnAnswer() {
        start(0);
        int sequence = 0;
        for (int i = 0; i < 30; i++) {
            arrive(sequence + 2, sequence + 3, sequence + 4, sequence + 5); // asks at once
            now += MS;
            arrive(sequence + 1);
            sequence += 5;
        }
        out.clear();
        arrive(sequence + 2, sequence + 3, sequence + 4, sequence + 5);
        wait(100); // a mobile network's round trip, which nothing has contradicted, is 100 ms
        assertThat(requests()).hasSize(1);
    }

    @Test
    void splitsRequestsThatNoNackCouldHold() {
        start(0);
        arrive(600);
        wait(5);
        assertThat(requests().stream().map(List::size)).containsExactly(256, 256, 84, 3);
    }

    @Test
    void beginsAnewAfterAJumpForwardThatIsConfirmed() {
        start(10);
        arrive(12, 30_000, 30_001);
        wait(20);
        assertThat(delivered()).containsExactly(10, 12, 30_000, 30_001);
        assertThat(out).containsSubsequence(new Output.GivenUp(1), new Output.Restarted());
        assertThat(out).contains(new Output.Deliver(packet(30_000), true));
    }

    @Test
    void aLonelyJumpChangesNothing() {
        start(10);
        arrive(30_000, 11, 30_005, 12, 30_001, 13);
        wait(2000);
        assertThat(delivered()).containsExactly(10, 11, 12, 13);
        assertThat(buffer.missing()).isZero();
    }

    @Test
    void beginsAnewAfterAJumpBackwards() {
        start(30_000);
        arrive(10, 11, 12);
        wait(20);
        assertThat(delivered()).containsExactly(30_000, 10, 11, 12);
    }

    @Test
    void beginsAnewWhenTheSourceGoesOnALittleBehind() {
        start(30_000);
        for (int s = 29_000; s < 29_200; s++) arrive(s);
        wait(20);
        assertThat(delivered()).startsWith(30_000, 29_064).endsWith(29_199).hasSize(1 + 200 - 64);
    }

    @Test
    void makesRoomWhenTheWindowIsFull() {
        start(0);
        for (int s = 2; s < 3000; s++) arrive(s);
        assertThat(delivered()).hasSize(2999).startsWith(0, 2).endsWith(2999);
        assertThat(buffer.givenUp()).isEqualTo(1);
    }

    private void start(int sequence) {
        arrive(sequence);
        wait(20);
    }

    private void arrive(int... sequences) {
        for (int sequence : sequences) buffer.handle(packet(sequence), now, out::add);
    }

    private void wait(int ms) {
        long until = now + ms * MS;
        while (buffer.deadlineNanos() <= until) {
            now = Math.max(now, buffer.deadlineNanos());
            long before = buffer.deadlineNanos();
            buffer.elapse(now, out::add);
            assertThat(buffer.deadlineNanos()).as("moves on").isGreaterThan(before);
        }
        now = until;
    }

    private List<Integer> delivered() {
        return out.stream()
                .filter(Output.Deliver.class::isInstance)
                .map(o -> ((Output.Deliver) o).packet().sequence())
                .toList();
    }

    private List<List<Integer>> requests() {
        return out.stream()
                .filter(Output.Request.class::isInstance)
                .map(o -> ((Output.Request) o).sequences())
                .toList();
    }

    static RtpPacket packet(int sequence) {
        return new RtpPacket(false, 96, sequence & 0xFFFF, 0, 1, HeaderExtensions.NONE, Bytes.EMPTY);
    }
}
