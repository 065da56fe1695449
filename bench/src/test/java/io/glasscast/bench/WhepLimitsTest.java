package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WhepLimitsTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double STREAM = 2e6;
    private static final WhepLimits LIMITS = new WhepLimits(0.01, 0.95, 1.9);

    @Test
    void nothingIsBrokenWhereEverythingArrivesAndThereIsRoom() {
        assertThat(LIMITS.broken(sample(0.2, 0.009, 1, 5), WINDOW, STREAM)).isEmpty();
    }

    @Test
    void saysWhatBroke() {
        assertThat(LIMITS.broken(sample(0.2, 0.02, 1, 5), WINDOW, STREAM)).contains("2.00 % of the packets were lost");
        assertThat(LIMITS.broken(sample(0.18, 0, 1, 5), WINDOW, STREAM))
                .contains("viewers were sent 90 % of the stream");
        assertThat(LIMITS.broken(sample(0.2, 0, 1.2, 9), WINDOW, STREAM))
                .contains("the machine is full: the server takes 120 % of a core, the load 90 %");
    }

    /// Ten viewers of 2 Mbit/s for ten seconds are 0.2 Gbit.
    private static WhepSample sample(double gbit, double loss, double cpuShare, double ownCpuSeconds) {
        return new WhepSample(
                "ours", 10, gbit, 10 * cpuShare, cpuShare, 1, 1, loss, Spread.of(), Spread.of(), ownCpuSeconds);
    }
}
