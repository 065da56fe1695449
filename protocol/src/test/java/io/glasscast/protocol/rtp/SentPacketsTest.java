package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentPacketsTest {
    private static final long MS = 1_000_000;

    private final SentPackets sent = new SentPackets(4);

    @Test
    void remembersAsManyAsItHasRoomForAcrossTheEndOfTheNumbers() {
        add(65533, 65534, 65535, 0, 1);
        assertThat(sent.resend(65533, 0, 80 * MS)).isEmpty(); // overwritten
        assertThat(sent.resend(65534, 0, 80 * MS)).contains(entry(65534));
        assertThat(sent.resend(1, 0, 0)).contains(entry(1));
        assertThat(sent.resend(2, 0, 0)).isEmpty(); // not sent yet
    }

    @Test
    void sendsAgainOnceARoundTripOnly() {
        add(7, 8);
        assertThat(sent.resend(7, 0, 80 * MS)).isPresent();
        assertThat(sent.resend(7, 79 * MS, 80 * MS)).isEmpty(); // on its way
        assertThat(sent.resend(8, 79 * MS, 80 * MS)).isPresent();
        assertThat(sent.resend(7, 80 * MS, 80 * MS)).isPresent();
        add(9, 10, 11);
        assertThat(sent.resend(11, 81 * MS, 80 * MS)).contains(entry(11)); // where 7 was
    }

    @Test
    void forgetsAllWhenNumbersDoNotFollow() {
        add(7, 8);
        add(20);
        assertThat(sent.resend(8, 0, 0)).isEmpty();
        assertThat(sent.resend(19, 0, 0)).isEmpty();
        assertThat(sent.resend(20, 0, 0)).contains(entry(20));
        sent.clear();
        assertThat(sent.resend(20, 0, 0)).isEmpty();
    }

    /// Against what it is said to do, written down as simply as can be.
    @Test
    void remembersExactlyTheNewest() {
        for (int seed = 0; seed < 100; seed++) {
            var chance = Chance.seeded(seed);
            var ring = new SentPackets(64);
            int first = chance.nextInt(0x10000);
            int count = 1 + chance.nextInt(300);
            for (int i = 0; i < count; i++) add(ring, first + i & 0xFFFF);
            for (int back = -70; back <= 400; back++) {
                int number = first + count - back & 0xFFFF;
                boolean known = back >= 1 && back <= Math.min(count, 64);
                assertThat(ring.resend(number, 0, 0))
                        .as("seed %d, %d back of %d", seed, back, count)
                        .isEqualTo(known ? Optional.of(entry(number)) : Optional.empty());
            }
        }
    }

    private void add(int... sequences) {
        for (int sequence : sequences) add(sent, sequence);
    }

    private static void add(SentPackets ring, int sequence) {
        var entry = entry(sequence);
        ring.add(sequence, entry.bytes(), entry.marker(), entry.timestamp());
    }

    /// With timestamps on both sides of what an int can hold.
    private static SentPackets.Entry entry(int sequence) {
        return new SentPackets.Entry(Bytes.utf8("p" + sequence), sequence % 3 == 0, sequence * 65_537L & 0xFFFF_FFFFL);
    }
}
