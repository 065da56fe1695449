package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final long MS = 1_000_000;

    private final Gathering gathering = new Gathering(0);

    @Test
    void soundLeavesWithThePictureBehindIt() {
        gathering.pictures(true);
        assertThat(gathering.leaves(false, 10, 0, 1_000 * MS)).isFalse();
        assertThat(gathering.leaves(false, 10, 0, 1_021 * MS)).isFalse();
        assertThat(gathering.leaves(true, 10, 0, 1_033 * MS)).isTrue();
        assertThat(gathering.leaves(true, 10, 0, 1_066 * MS)).isTrue();
    }

    @Test
    void soundDoesNotWaitForPicturesThatStayAway() {
        gathering.pictures(true);
        gathering.leaves(false, 10, 0, 1_000 * MS);
        assertThat(gathering.leaves(false, 10, 0, 1_021 * MS)).isFalse();
        assertThat(gathering.leaves(false, 10, 0, 1_042 * MS)).isFalse();
        assertThat(gathering.leaves(false, 10, 0, 1_064 * MS)).isTrue();
    }

    @Test
    void soundAloneWaitsForNothing() {
        gathering.pictures(false);
        assertThat(gathering.leaves(false, 10, 0, 1_000 * MS)).isTrue();
    }

    @Test
    void picturesWaitForEachOtherWithinTheWindow() {
        gathering.pictures(true);
        assertThat(gathering.leaves(true, 10, 100 * MS, 1_000 * MS)).isTrue();
        var left = new ArrayList<Integer>();
        for (int at = 33; at <= 330; at += 33)
            if (gathering.leaves(true, 10, 100 * MS, (1_000 + at) * MS)) left.add(at);
        assertThat(left).containsExactly(132, 264);
    }

    @Test
    void asMuchAsASocketTakesAtOnceDoesNotWait() {
        gathering.pictures(true);
        gathering.leaves(true, 10, 350 * MS, 1_000 * MS);
        assertThat(List.of(
                        gathering.leaves(true, 30_000, 350 * MS, 1_010 * MS),
                        gathering.leaves(true, 30_000, 350 * MS, 1_020 * MS),
                        gathering.leaves(true, 30_000, 350 * MS, 1_030 * MS),
                        gathering.leaves(true, 30_000, 350 * MS, 1_040 * MS)))
                .containsExactly(false, false, true, false);
    }

    @Test
    void whatIsHeldHasADeadlineForThePictureThatNeverComes() {
        gathering.pictures(true);
        assertThat(gathering.deadlineNanos()).isEqualTo(Machine.NEVER);
        gathering.leaves(true, 10, 100 * MS, 1_000 * MS);
        gathering.leaves(true, 10, 100 * MS, 1_033 * MS);
        assertThat(gathering.deadlineNanos()).isEqualTo(1_150 * MS);
        gathering.left(1_150 * MS);
        assertThat(gathering.deadlineNanos()).isEqualTo(Machine.NEVER);
    }
}
