package io.glasscast.protocol.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ResendBudgetTest {
    private static final int PACKET = 1_200;

    private final ResendBudget budget = new ResendBudget();

    @Test
    void letsAQuarterOfAStreamBeSentAgainForEver() {
        for (int i = 0; i < 100_000; i++) {
            budget.sent(PACKET);
            if (i % 4 == 0) assertThat(budget.spend(PACKET)).as("packet %d", i).isTrue();
        }
    }

    @Test
    void givesWhoeverAsksForEverythingAThirdAndOneBurst() {
        int again = 0;
        for (int i = 0; i < 30_000; i++) {
            budget.sent(PACKET);
            if (budget.spend(PACKET)) again++;
        }
        assertThat(again).isBetween(10_000, 10_000 + 200_000 / PACKET);
    }

    @Test
    void sendsASlowLineNoMoreThanItCarriesInHalfASecond() {
        budget.fit(480_000);
        int again = 0;
        while (budget.spend(PACKET)) again++;
        assertThat(again).isEqualTo(30_000 / PACKET);
        for (int i = 0; i < 1_000; i++) budget.sent(PACKET);
        budget.fit(1_000);
        assertThat(budget.spend(PACKET)).isTrue();
        assertThat(budget.spend(PACKET)).isTrue();
        assertThat(budget.spend(PACKET)).isFalse();
    }

    @Test
    void savesNoMoreThanOneBurst() {
        for (int i = 0; i < 10_000; i++) budget.sent(PACKET);
        int again = 0;
        while (budget.spend(PACKET)) again++;
        assertThat(again).isEqualTo(200_000 / PACKET);
    }
}
