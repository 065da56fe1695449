package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Costs COSTS = new Costs(10, 5, 300_000_000, 1);

    @Test
    void aFurtherStreamIsTheDifferenceToTheStepBefore() {
        var before = new Costs(10, 2, 100_000_000, 1);
        var further = IngestSample.Further.since(10, before, 60, COSTS);
        assertThat(further.cpuShare()).isEqualTo((0.5 - 0.2) / 50);
        assertThat(further.bytes()).isEqualTo(4e6);
        var sample = new IngestSample("ours", 60, COSTS, 60_000_000, further);
        assertThat(IngestSample.FURTHER.of().applyAsDouble(sample)).isEqualTo(0.6);
        assertThat(sample.broken()).isEmpty();
    }

    @Test
    void aFullMachineShowsNothingMore() {
        double cores = Runtime.getRuntime().availableProcessors();
        var costs = new Costs(1, 0.6 * cores, 1, 0.4 * cores);
        var further = new IngestSample.Further(1, 0, 0);
        assertThat(new IngestSample("ours", 2, costs, 1, further).broken().orElseThrow())
                .startsWith("the machine is full: the server takes");
    }

    @Test
    void playersOfHlsAreBrokenWhenSomeGetLessThanOthers() {
        assertThat(hls(950, 1).broken()).isEmpty();
        assertThat(hls(950, 2).broken()).contains("0.11 % of the answers were refusals");
        assertThat(hls(940, 0).broken()).contains("viewers got 94 % of the parts that the luckiest got");
    }

    private static HlsSample hls(long parts, long refused) {
        return new HlsSample(
                "ours", 10, COSTS, new HlsFollower.Count(parts, 950, 1_000_000, refused), 100, 1, Spread.of());
    }

    @Test
    void playersOfRtmpAreBrokenWhenPicturesAreLeftOut() {
        assertThat(new RtmpSample("ours", 10, COSTS, 0.2, 0.97, 1).broken()).isEmpty();
        assertThat(new RtmpSample("ours", 10, COSTS, 0.2, 0.7, 1).broken())
                .contains("viewers were sent 70 % of the stream");
    }
}
