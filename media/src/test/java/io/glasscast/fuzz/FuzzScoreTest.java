package io.glasscast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What Jazzer and libFuzzer write, and what we make of it.
class FuzzScoreTest {
    private static final String PULSE =
            "#1024\tpulse  cov: 190 ft: 400 corp: 40/1234b lim: 4096 exec/s: 341 rss: 500Mb";

    @Test
    void readsTheLastCoverageAndTheStatistics() {
        var score = FuzzScore.read(
                List.of(
                        "INFO: Running with entropic power schedule (0xFF, 100).",
                        PULSE,
                        "#5000\tDONE   cov: 191 ft: 420 corp: 44/1300b lim: 4096 exec/s: 83 rss: 500Mb",
                        "Done 5000 runs in 61 second(s)",
                        "stat::number_of_executed_units: 5000"),
                75);
        assertThat(score).isEqualTo(new FuzzScore(61, 5_000, 191, 420, 0));
    }

    @Test
    void countsEachWayOfBreakingOnce() {
        var score = FuzzScore.read(
                List.of(
                        "DEDUP_TOKEN: 3a5c",
                        PULSE,
                        "DEDUP_TOKEN: 3a5c",
                        "DEDUP_TOKEN: 77aa",
                        "ERROR: libFuzzer: timeout after 60 seconds"),
                75);
        assertThat(score).isEqualTo(new FuzzScore(75, 1_024, 190, 400, 3));
    }

    @Test
    void isNothingWhereNothingWasSaid() {
        assertThat(FuzzScore.read(List.of("Error: Could not find or load main class"), 2))
                .isEqualTo(new FuzzScore(2, 0, 0, 0, 0));
    }

    @Test
    void runsAddUpAndCoverageDoesNot() {
        assertThat(new FuzzScore(60, 1_000, 190, 400, 1).then(new FuzzScore(600, 9_000, 180, 410, 0)))
                .isEqualTo(new FuzzScore(660, 10_000, 190, 410, 1));
    }
}
