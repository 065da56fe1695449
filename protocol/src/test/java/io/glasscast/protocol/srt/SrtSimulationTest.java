package io.glasscast.protocol.srt;

import static io.glasscast.sim.Simulation.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.sim.Link.Conditions;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Both sides against each other, over paths of every kind.
class SrtSimulationTest {
    /// More with `-Dseeds=20000`.
    private static final int SEEDS = Integer.getInteger("seeds", 200);

    @Test
    void aPerfectPathLosesNothing() {
        var pair = new Pair(1, Pair.Setting.of(Duration.ofMillis(120))).transfer(100, 10 * MS, 500 * MS);
        assertThat(pair.numbers()).isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(pair.caller.statistics().retransmitted()).isZero();
    }

    @Test
    void twoPercentAt80MsWith400MsLatencyLosesNothing() {
        long retransmitted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var path = new Conditions(0.02, 0, 40 * MS, 0);
            var pair = new Pair(seed, Pair.Setting.of(Duration.ofMillis(400)).path(path));
            pair.transfer(500, 4 * MS, 1_000 * MS);
            assertThat(pair.numbers())
                    .as("seed " + seed)
                    .isEqualTo(IntStream.range(0, 500).boxed().toList());
            retransmitted += pair.caller.statistics().retransmitted();
        }
        System.out.println("2%: retransmitted share " + retransmitted / (500.0 * SEEDS));
    }

    @Test
    void tenPercentAt150MsWithASecondLosesUnderAThousandth() {
        long missing = 0;
        long retransmitted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var path = new Conditions(0.1, 0, 75 * MS, 0);
            var pair = new Pair(seed, Pair.Setting.of(Duration.ofSeconds(1)).path(path));
            pair.transfer(500, 4 * MS, 2_000 * MS);
            missing += 500 - pair.numbers().size();
            assertThat(pair.numbers()).as("seed " + seed).isSorted();
            retransmitted += pair.caller.statistics().retransmitted();
        }
        System.out.println("10%: missing " + missing + ", retransmitted share " + retransmitted / (500.0 * SEEDS));
        assertThat(missing / (500.0 * SEEDS)).isLessThan(0.001);
    }
}
