package io.glasscast.glasses.pair;

import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ReconnectsTest {
    @Test
    void growsByHalfEachTimeAndSpreads() {
        var chance = Chance.seeded(1);
        for (int attempt = 1; attempt <= 10; attempt++) {
            double seconds = Math.pow(1.5, attempt - 1);
            var waits = new HashSet<Long>();
            for (int i = 0; i < 50; i++) {
                long wait = Reconnects.GROWING.delayNanos(attempt, chance);
                assertThat(wait / 1e9).isBetween(seconds, seconds + 0.3);
                waits.add(wait);
            }
            assertThat(waits).hasSizeGreaterThan(40);
        }
    }

    @Test
    void isSteadyOverWhip() {
        for (int attempt = 1; attempt <= 3; attempt++)
            assertThat(Reconnects.STEADY.delayNanos(attempt, Chance.seeded(1))).isEqualTo(3 * SECOND);
    }
}
