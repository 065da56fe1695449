package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Machine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtmpTurnsTest {
    private static final long MS = 1_000_000;

    private long windowNanos;
    private final RtmpTurns turns = new RtmpTurns(() -> windowNanos);

    /// Notes when it had its turn, in milliseconds.
    private static final class Player implements RtmpPress.Player {
        private final List<Long> had = new ArrayList<>();
        private boolean fails;
        private int broke;

        @Override
        public void begin(long nowNanos) {}

        @Override
        public void turn(long nowNanos) {
            if (fails) throw new StackOverflowError("of the test");
            had.add(nowNanos / MS);
        }

        @Override
        public void broke(Throwable why, long nowNanos) {
            broke++;
        }
    }

    private Player enter(long millis) {
        var player = new Player();
        turns.enter(player, millis * MS);
        return player;
    }

    private void print(int bytes, boolean picture, long millis) {
        if (millis * MS >= turns.deadlineNanos()) turns.elapse(millis * MS);
        turns.printed(bytes, picture, millis * MS);
    }

    @Test
    void soundLeavesWithThePictureBehindIt() {
        var player = enter(900);
        print(10, false, 1_000);
        print(10, false, 1_021);
        print(10, true, 1_033);
        print(10, true, 1_066);
        assertThat(player.had).containsExactly(1_033L, 1_066L);
    }

    @Test
    void soundDoesNotWaitForPicturesThatStayAway() {
        var player = enter(900);
        print(10, false, 1_000);
        print(10, false, 1_021);
        assertThat(turns.deadlineNanos()).isEqualTo(1_050 * MS);
        turns.elapse(1_049 * MS);
        assertThat(player.had).isEmpty();
        turns.elapse(1_050 * MS);
        assertThat(player.had).containsExactly(1_050L);
        assertThat(turns.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void picturesWaitForEachOtherWithinTheWindow() {
        windowNanos = 100 * MS;
        var player = enter(1_000);
        for (int at = 33; at <= 330; at += 33) print(10, true, 1_000 + at);
        assertThat(player.had).containsExactly(1_132L, 1_264L);
    }

    @Test
    void eachHasATurnOfItsOwn() {
        windowNanos = 100 * MS;
        var early = enter(1_000);
        var late = enter(1_050);
        for (int at = 33; at <= 330; at += 33) print(10, true, 1_000 + at);
        assertThat(early.had).containsExactly(1_132L, 1_264L);
        assertThat(late.had).containsExactly(1_165L, 1_297L);
    }

    @Test
    void asMuchAsASocketTakesAtOnceDoesNotWait() {
        windowNanos = 350 * MS;
        var player = enter(1_000);
        for (int at = 10; at <= 40; at += 10) print(50_000, true, 1_000 + at);
        assertThat(player.had).containsExactly(1_020L, 1_040L);
    }

    @Test
    void whatWaitsHasADeadlineForThePictureThatNeverComes() {
        windowNanos = 100 * MS;
        var player = enter(1_000);
        assertThat(turns.deadlineNanos()).isEqualTo(Machine.NEVER);
        print(10, true, 1_033);
        assertThat(turns.deadlineNanos()).isEqualTo(1_150 * MS);
        turns.elapse(1_150 * MS);
        assertThat(player.had).containsExactly(1_150L);
        assertThat(turns.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void whatAllTookAtOnceIsNoReasonForATurn() {
        windowNanos = 100 * MS;
        var player = enter(1_000);
        print(10, true, 1_033);
        turns.each(RtmpPress.Player::turn, 1_050 * MS);
        assertThat(turns.deadlineNanos()).isEqualTo(Machine.NEVER);
        print(10, true, 1_066);
        print(10, true, 1_100);
        assertThat(player.had).containsExactly(1_050L, 1_100L);
    }

    @Test
    void whoFailsInItsTurnCostsTheOthersNothing() {
        var before = enter(900);
        var failing = enter(901);
        var behind = enter(902);
        failing.fails = true;
        print(10, true, 1_033);
        turns.each(RtmpPress.Player::turn, 1_050 * MS);
        assertThat(failing.broke).isEqualTo(2);
        assertThat(before.had).containsExactly(1_033L, 1_050L);
        assertThat(behind.had).containsExactly(1_033L, 1_050L);
    }

    @Test
    void whoeverLeftHasNoTurn() {
        var player = enter(900);
        var other = enter(950);
        turns.leave(player);
        print(10, true, 1_033);
        assertThat(player.had).isEmpty();
        assertThat(other.had).containsExactly(1_033L);
    }
}
