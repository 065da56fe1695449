package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverloadTest {
    private static final long MS = 1_000_000L;

    private final Overload overload = new Overload();
    private long nowNanos = -5_000 * MS;

    private void turns(int count, long lateMs) {
        for (int i = 0; i < count; i++) {
            nowNanos += Overload.EVERY_NANOS + lateMs * MS;
            overload.turned(lateMs * MS, nowNanos);
        }
    }

    @Test
    void whoIsInTimeLetsEverybodyIn() {
        turns(100, 1);
        assertThat(overload.lasts()).isFalse();
    }

    /// A neighbour takes the machine every other moment, for longer than anybody would bear for good.
    @Test
    void burstsAreNoOverload() {
        for (int i = 0; i < 100; i++) {
            turns(1, i % 4 == 0 ? 20 : 900);
            assertThat(overload.lasts()).isFalse();
        }
    }

    @Test
    void whenNoTurnIsInTimeForSecondsNobodyIsLetIn() {
        turns(20, 10);
        turns(30, 400);
        assertThat(overload.lasts()).isTrue();
        turns(30, 400);
        assertThat(overload.lasts()).as("as long as it lasts").isTrue();
        turns(1, 10);
        assertThat(overload.lasts()).as("the first turn in time ends it").isFalse();
    }

    @Test
    void longPausesAreNoOverload() {
        turns(20, 10);
        for (int i = 0; i < 30; i++) {
            turns(1, 10_000);
            assertThat(overload.lasts()).isFalse();
            turns(1, 10);
        }
    }
}
