package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Wrapping counters and clocks at their edges.
final class CountersTest {
    @Test
    void sequenceNumbersWrap() {
        assertThat(SequenceNumber.since(0, 0xFFFF)).isEqualTo(1);
        assertThat(SequenceNumber.since(0xFFFF, 0)).isEqualTo(-1);
        assertThat(SequenceNumber.since(0x8000, 0)).isEqualTo(-0x8000);
        assertThat(SequenceNumber.since(0x7FFF, 0)).isEqualTo(0x7FFF);
        assertThat(SequenceNumber.plus(0xFFFF, 1)).isZero();
        assertThat(SequenceNumber.plus(0, -1)).isEqualTo(0xFFFF);
        assertThat(new SequenceNumber(0xFFFF).next()).isEqualTo(new SequenceNumber(0));
        assertThat(new SequenceNumber(1).since(new SequenceNumber(0xFFFE))).isEqualTo(3);
    }

    @Test
    void unwrapsAcrossTheEdgeInBothDirections() {
        var sequences = Unwrapper.ofSequences();
        assertThat(sequences.unwrap(0xFFFE)).isEqualTo(0xFFFE);
        assertThat(sequences.unwrap(1)).isEqualTo(0x1_0001);
        assertThat(sequences.unwrap(0xFFFF)).isEqualTo(0xFFFF);
        assertThat(sequences.unwrap(2)).isEqualTo(0x1_0002);
        var timestamps = Unwrapper.ofTimestamps();
        assertThat(timestamps.unwrap(0)).isZero();
        assertThat(timestamps.unwrap(0xFFFF_FFFFL)).isEqualTo(-1);
        assertThat(timestamps.unwrap(0x7FFF_FFFFL)).isEqualTo(0x7FFF_FFFFL);
        assertThat(timestamps.unwrap(0xFFFF_FFFEL)).isEqualTo(0xFFFF_FFFEL);
        assertThat(timestamps.unwrap(0)).isEqualTo(1L << 32);
    }

    @Test
    void unwrapsWhatWasWrapped() {
        var random = new SplittableRandom(2);
        var sequences = Unwrapper.ofSequences();
        var timestamps = Unwrapper.ofTimestamps();
        long at = random.nextInt(0x1_0000);
        long time = random.nextLong(1L << 32);
        sequences.unwrap(at);
        timestamps.unwrap(time);
        for (int i = 0; i < 10_000; i++) {
            at += random.nextInt(-500, 2000);
            time += random.nextLong(-90_000, 90_000_000);
            assertThat(sequences.unwrap(at & 0xFFFF)).isEqualTo(at);
            assertThat(timestamps.unwrap(time & 0xFFFF_FFFFL)).isEqualTo(time);
        }
    }

    @Test
    void ntpTimeCountsFrom1900() {
        assertThat(NtpTime.ofUnixNanos(0).bits()).isEqualTo(2_208_988_800L << 32);
        assertThat(NtpTime.ofUnixNanos(500_000_000).bits()).isEqualTo(2_208_988_800L << 32 | 0x8000_0000L);
        assertThat(new NtpTime(0x1234_5678_9ABC_DEF0L).middle32()).isEqualTo(0x5678_9ABCL);
        var random = new SplittableRandom(3);
        for (int i = 0; i < 1000; i++) {
            long unix = random.nextLong(0, 4_000_000_000L * 1_000_000_000L); // to 2096: over the wrap of 2036
            assertThat(NtpTime.ofUnixNanos(unix).unixNanos()).isEqualTo(unix);
            long later = random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
            var moved = NtpTime.ofUnixNanos(unix).plusNanos(later);
            assertThat(moved.nanosSince(NtpTime.ofUnixNanos(unix))).isBetween(later - 1, later + 1);
        }
    }

    @Test
    void absSendTimeWrapsEach64Seconds() {
        assertThat(AbsSendTime.of(0)).isZero();
        assertThat(AbsSendTime.of(1_000_000_000)).isEqualTo(1 << 18);
        assertThat(AbsSendTime.of(64_000_000_000L)).isZero();
        assertThat(AbsSendTime.of(63_999_999_999L)).isEqualTo(0xFF_FFFF);
        assertThat(AbsSendTime.nanosBetween(0xFC_0000, 0)).isEqualTo(1_000_000_000);
        assertThat(AbsSendTime.nanosBetween(0, 0xFC_0000)).isEqualTo(-1_000_000_000);
    }
}
