package io.glasscast.protocol.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimescaleTest {
    @Test
    void isNeverOffByMoreThanHalfATickHoweverLate() {
        var random = new SplittableRandom(1);
        for (int rate : new int[] {90_000, 48_000, 44_100, 8_000, 11_025}) {
            var timescale = new Timescale(rate);
            for (int i = 0; i < 20_000; i++) {
                long ticks = random.nextLong(100L * 365 * 86_400 * rate);
                assertThat(timescale.ticks(timescale.nanos(ticks))).isEqualTo(ticks);
            }
        }
    }

    @Test
    void countsThirtyYearsOfPicturesWithoutLosingATick() {
        var timescale = new Timescale(90_000);
        long second = 30L * 365 * 86_400;
        for (int n = 0; n < 30; n++)
            assertThat(timescale.ticks(second * 1_000_000_000L + n * 1_000_000_000L / 30))
                    .isEqualTo(second * 90_000 + n * 3_000);
    }
}
