package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntakeRateTest {
    private static final long MS = 1_000_000;

    private final IntakeRate rate = new IntakeRate();

    @Test
    void isMeasuredFromTheBeginningAndThenFromOneQuestionToTheNext() {
        rate.begin(500 * MS);
        rate.begin(900 * MS);
        assertThat(rate.bitsPerSecond(1_000, 1_500 * MS)).isEqualTo(8_000);
        assertThat(rate.bitsPerSecond(2_000, 3_500 * MS)).isEqualTo(4_000);
        assertThat(rate.bitsPerSecond(2_000, 5_500 * MS)).isZero();
    }

    @Test
    void whoAsksAgainAtOnceHearsTheSame() {
        rate.begin(0);
        assertThat(rate.bitsPerSecond(1_000, 1_000 * MS)).isEqualTo(8_000);
        assertThat(rate.bitsPerSecond(90_000, 1_001 * MS)).isEqualTo(8_000);
        assertThat(rate.bitsPerSecond(3_000, 2_000 * MS)).isEqualTo(16_000);
    }

    @Test
    void nothingIsKnownBeforeItBegan() {
        assertThat(rate.bitsPerSecond(1_000, 1_000 * MS)).isZero();
        assertThat(rate.bitsPerSecond(2_000, 2_000 * MS)).isEqualTo(8_000);
    }
}
