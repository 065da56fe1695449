package io.glasscast.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SoundGridTest {
    private static final long START = 7_000_000_000L;
    private static final int PIECE = 960;
    private static final long PIECE_NANOS = 20_000_000;
    private static final int HOUR = 3600 * 50;

    private final List<Long> starts = new ArrayList<>();
    private long position;
    private long silence;
    private final SoundGrid grid = new SoundGrid(new SoundGrid.Sink() {
        @Override
        public void restart(long ptsNanos) {
            starts.add(ptsNanos);
            position = 0;
        }

        @Override
        public void sound(Sound sound) {
            position += sound.count();
        }

        @Override
        public void silence(int samples) {
            position += samples;
            silence += samples;
        }
    });

    private long endNanos() {
        return starts.getLast() + Sound.nanos(position);
    }

    private void add(long ptsNanos) {
        grid.add(ptsNanos, Sound.silence(1, PIECE));
    }

    /// Feeds `pieces` whose times are `times` of the times they should have, and gives the largest distance of
    /// the grid to them.
    private long worst(int pieces, LongUnaryOperator times) {
        long worst = 0;
        for (int i = 0; i < pieces; i++) {
            long pts = times.applyAsLong(START + i * PIECE_NANOS);
            if (i > 0) worst = Math.max(worst, Math.abs(pts - endNanos()));
            add(pts);
        }
        return worst;
    }

    @Test
    void aSteadyClockGivesASteadyGrid() {
        assertThat(worst(HOUR, t -> t)).isZero();
        assertThat(position).isEqualTo((long) HOUR * PIECE);
        assertThat(starts).containsExactly(START);
    }

    @Test
    void anHourOfAClockThatIsFastOrSlow() {
        for (double off : new double[] {1e-4, -1e-4}) {
            var other = new SoundGridTest();
            long worst = other.worst(HOUR, t -> START + (long) ((t - START) * (1 + off)));
            assertThat(worst).as("%s", off).isLessThan(2_000_000);
            assertThat(other.starts).hasSize(1);
            assertThat(other.silence).isZero();
        }
    }

    @Test
    void timesInMillisecondsAreSmoothed() {
        assertThat(worst(HOUR, t -> (t + 3_333_333) / 1_000_000 * 1_000_000)).isLessThan(2_000_000);
        assertThat(position).isBetween((long) HOUR * PIECE - 50, (long) HOUR * PIECE + 50);
    }

    @Test
    void aHoleIsFilled() {
        add(START);
        add(START + 4 * PIECE_NANOS);
        assertThat(silence).isEqualTo(3 * PIECE);
        assertThat(starts).hasSize(1);
        assertThat(endNanos()).isEqualTo(START + 5 * PIECE_NANOS);
    }

    @Test
    void anOverlapIsCutAway() {
        worst(10, t -> t);
        add(START + 8 * PIECE_NANOS);
        assertThat(endNanos()).isEqualTo(START + 10 * PIECE_NANOS);
        add(START + 10 * PIECE_NANOS);
        assertThat(endNanos()).isEqualTo(START + 11 * PIECE_NANOS);
        assertThat(silence).isZero();
        assertThat(starts).hasSize(1);
    }

    @Test
    void leapsBeginAnew() {
        add(START);
        add(START + 3_000_000_000L);
        add(START - 1_000_000_000L);
        assertThat(starts).containsExactly(START, START + 3_000_000_000L, START - 1_000_000_000L);
        assertThat(silence).isZero();
    }

    @Test
    void timesAreExactForYears() {
        long year = 365L * 24 * 3600 * Sound.SAMPLE_RATE;
        assertThat(Sound.nanos(10 * year + 1)).isEqualTo(10L * 365 * 24 * 3600 * 1_000_000_000L + 20_833);
        for (long samples : new long[] {0, 1, -1, 47_999, -1024, year + 12_345})
            assertThat(Sound.samples(Sound.nanos(samples))).isEqualTo(samples);
    }

    @Test
    void stretchingKeepsTheShape() {
        var wave = new float[1][PIECE];
        for (int i = 0; i < PIECE; i++) wave[0][i] = (float) Math.sin(i * 2 * Math.PI * 1000 / Sound.SAMPLE_RATE);
        for (int count : new int[] {PIECE - 1, PIECE + 1}) {
            var stretched = new Sound(wave, PIECE).stretched(count);
            assertThat(stretched.count()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                double at = (double) i * (PIECE - 1) / (count - 1);
                assertThat(stretched.channels()[0][i])
                        .isCloseTo((float) Math.sin(at * 2 * Math.PI * 1000 / Sound.SAMPLE_RATE), within(0.002f));
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }
}
