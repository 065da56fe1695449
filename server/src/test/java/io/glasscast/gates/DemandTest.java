package io.glasscast.gates;

import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.gates.Demand.Watching;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.congestion.SendSideEstimate;
import org.junit.jupiter.api.Test;

class DemandTest {
    private static final long STREAM = 2_000_000;
    private static final long UNLIMITED = SendSideEstimate.UNLIMITED;
    private static final Watching NOBODY = new Watching(0, false, 0, false, 0, 0, UNLIMITED);

    private final Demand demand = new Demand(30 * SECOND, 0);
    private long now;

    /// Time passes, and always the same is seen.
    private long after(long nanos, Watching watching, long streamBits) {
        for (long until = now + nanos; now < until; ) {
            now += Demand.LOOK_NANOS;
            demand.look(watching, streamBits, now);
        }
        return demand.bitsPerSecond();
    }

    private static Watching whole(int viewers, long best) {
        return new Watching(viewers, false, viewers, false, 0, 0, best);
    }

    private static Watching thin(int viewers, long best) {
        return new Watching(viewers, false, 0, false, viewers, viewers, best);
    }

    @Test
    void everythingIsWantedWhileSomebodyHasAllPictures() {
        assertThat(after(60 * SECOND, whole(1, UNLIMITED), STREAM)).isEqualTo(Demand.EVERYTHING);
        // Lines that are somewhat small, or many that are much too small beside one that is not.
        assertThat(after(60 * SECOND, whole(1, 1_500_000), STREAM)).isEqualTo(Demand.EVERYTHING);
        assertThat(after(60 * SECOND, new Watching(10, false, 1, false, 9, 9, UNLIMITED), STREAM))
                .isEqualTo(Demand.EVERYTHING);
    }

    @Test
    void whoWatchesAnotherWayWantsEverything() {
        assertThat(after(60 * SECOND, new Watching(3, true, 0, false, 2, 2, 500_000), STREAM))
                .isEqualTo(Demand.EVERYTHING);
        after(60 * SECOND, thin(2, 500_000), STREAM);
        assertThat(after(Demand.LOOK_NANOS, new Watching(3, true, 0, false, 2, 2, 500_000), STREAM))
                .isEqualTo(Demand.EVERYTHING);
    }

    @Test
    void oneBadMomentIsNone() {
        assertThat(after(2 * SECOND, thin(1, 500_000), STREAM)).isEqualTo(Demand.EVERYTHING);
        assertThat(after(5 * SECOND, whole(1, UNLIMITED), STREAM)).isEqualTo(Demand.EVERYTHING);
        assertThat(after(2 * SECOND, thin(1, 500_000), STREAM)).isEqualTo(Demand.EVERYTHING);
    }

    /// A short line that many share shows to each of them that there is room, while only one is on it.
    @Test
    void whoeverHasAllPicturesForAMomentDoesNotChangeIt() {
        after(2 * SECOND, thin(3, 1_500_000), STREAM);
        var one = new Watching(3, false, 1, false, 2, 2, 3_000_000);
        assertThat(after(SECOND, one, STREAM)).isEqualTo(Demand.EVERYTHING);
        var waiting = new Watching(3, false, 1, true, 2, 2, 3_000_000);
        assertThat(after(SECOND, waiting, STREAM)).isEqualTo(1_300_000);
    }

    @Test
    void whatTheBestLineCarriesIsWantedWhenAllAreBehind() {
        assertThat(after(3 * SECOND, thin(2, 500_000), STREAM)).isEqualTo(425_000);
    }

    @Test
    void theBestOfTwoSecondsCounts() {
        after(SECOND, thin(1, 600_000), STREAM);
        assertThat(after(2 * SECOND, thin(1, 100_000), STREAM)).isEqualTo(510_000);
    }

    @Test
    void whatIsSmallCannotBeSmaller() {
        assertThat(after(60 * SECOND, thin(1, 500_000), 0)).as("unknown").isEqualTo(Demand.EVERYTHING);
        assertThat(after(60 * SECOND, thin(1, 500_000), 150_000)).isEqualTo(Demand.EVERYTHING);
    }

    @Test
    void lessStillIsWantedOnceThePublisherHasFollowedInVain() {
        after(3 * SECOND, thin(1, 500_000), STREAM);
        assertThat(after(10 * SECOND, thin(1, 500_000), STREAM))
                .as("it does not follow")
                .isEqualTo(425_000);
        assertThat(after(SECOND, thin(1, 500_000), 430_000)).isEqualTo(276_250);
        assertThat(after(60 * SECOND, thin(1, 500_000), 200_000)).isEqualTo(Demand.LEAST);
    }

    @Test
    void moreIsWantedALittleAtATimeWhileAllIsWell() {
        after(3 * SECOND, thin(1, 500_000), STREAM);
        assertThat(after(3 * SECOND, whole(1, 1_500_000), 425_000)).isEqualTo(425_000);
        assertThat(after(4 * SECOND, whole(1, 1_500_000), 500_000)).isBetween(540_000L, 570_000L);
        assertThat(after(60 * SECOND, whole(1, 1_500_000), STREAM)).isEqualTo(1_275_000);
        assertThat(after(60 * SECOND, whole(1, 3_500_000), STREAM)).isEqualTo(Demand.EVERYTHING);
    }

    @Test
    void linesThatHaveShownNoLimitAreTrustedSooner() {
        after(3 * SECOND, thin(1, 500_000), STREAM);
        assertThat(after(10 * SECOND, whole(1, UNLIMITED), 425_000)).isNotEqualTo(Demand.EVERYTHING);
        assertThat(after(4 * SECOND, whole(1, UNLIMITED), 425_000)).isEqualTo(Demand.EVERYTHING);
    }

    @Test
    void troubleStopsTheGrowth() {
        after(3 * SECOND, thin(2, 500_000), STREAM);
        after(6 * SECOND, whole(2, 1_500_000), 425_000);
        long before = demand.bitsPerSecond();
        assertThat(after(4 * SECOND, new Watching(2, false, 1, false, 1, 1, 1_500_000), 500_000))
                .as("one has fallen behind")
                .isEqualTo(before);
        assertThat(after(SECOND, new Watching(2, false, 1, false, 1, 1, 1_500_000), 500_000))
                .isGreaterThan(before);
        before = demand.bitsPerSecond();
        var strained = new Watching(2, false, 1, true, 1, 1, 1_500_000);
        after(SECOND, strained, 500_000);
        long less = demand.bitsPerSecond();
        assertThat(less).as("the other one's queue grows").isEqualTo((long) (0.8 * before));
        assertThat(after(SECOND, strained, 500_000))
                .as("it may become shorter now")
                .isEqualTo(less);
        assertThat(after(20 * SECOND, strained, 500_000)).isEqualTo(Demand.LEAST);
    }

    @Test
    void deadLinesSayNothing() {
        var dead = new Watching(1, false, 0, false, 1, 0, UNLIMITED);
        assertThat(after(60 * SECOND, dead, STREAM)).isEqualTo(Demand.EVERYTHING);
        assertThat(after(Demand.LOOK_NANOS, thin(1, 500_000), STREAM))
                .as("one that loses no more, but waits")
                .isEqualTo(425_000);
    }

    @Test
    void littleIsWantedWhenNobodyHasWatchedForAWhile() {
        assertThat(after(29 * SECOND, NOBODY, STREAM)).isEqualTo(Demand.EVERYTHING);
        assertThat(after(SECOND, NOBODY, STREAM)).isEqualTo(Demand.UNWATCHED);
        demand.look(whole(1, UNLIMITED), 300_000, now);
        assertThat(demand.bitsPerSecond()).isEqualTo(Demand.EVERYTHING);
        assertThat(after(29 * SECOND, NOBODY, STREAM)).isEqualTo(Demand.EVERYTHING);
    }

    @Test
    void whoReloadsThePageFindsWhatTheLineCarries() {
        after(3 * SECOND, thin(1, 500_000), STREAM);
        assertThat(after(20 * SECOND, NOBODY, 425_000)).isEqualTo(425_000);
    }

    @Test
    void patienceMayBeEndless() {
        var endless = new Demand(Machine.NEVER, 0);
        endless.look(NOBODY, STREAM, 1_000_000 * SECOND);
        assertThat(endless.bitsPerSecond()).isEqualTo(Demand.EVERYTHING);
    }
}
