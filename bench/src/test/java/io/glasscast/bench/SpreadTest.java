package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(Spread.of(3, 1, 2).median()).isEqualTo(2);
    }

    @Test
    void ninetyNineOfAHundredLieBelowTheP99() {
        var spread = Spread.of(IntStream.rangeClosed(1, 1000).asDoubleStream().toArray());
        assertThat(spread).isEqualTo(new Spread(1000, 1, 500.5, 990.5, 1000));
        assertThat(Spread.of(7).p99()).isEqualTo(7);
    }

    @Test
    void nothingHasNoSpread() {
        assertThat(Spread.of().count()).isZero();
        assertThat(Spread.of().median()).isNaN();
    }
}
