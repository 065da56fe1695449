package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import org.junit.jupiter.api.Test;

class CaptureClockTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final CaptureClock clock = new CaptureClock(10 * SECOND);

    @Test
    void whatIsSaidBeforeTheFirstPictureCountsFromThere() {
        clock.stated(3 * SECOND);
        clock.reached(0);

        assertThat(clock.ageNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    void whatIsSaidFirstIsReachedByHalfOfTheTimeThatPassesAndTheRestByATwentieth() {
        clock.reached(0);
        clock.stated(SECOND);
        clock.reached(SECOND);
        assertThat(clock.ageNanos()).isEqualTo(SECOND / 2);
        clock.reached(2 * SECOND);
        assertThat(clock.ageNanos()).isEqualTo(SECOND);
        clock.stated(2 * SECOND);
        clock.reached(3 * SECOND);
        assertThat(clock.ageNanos()).isEqualTo(SECOND + 50 * MS);
    }

    @Test
    void aClockThatIsAheadSaysThatPicturesAreCapturedWhenTheyCome() {
        clock.stated(-400 * MS);
        clock.reached(0);

        assertThat(clock.ageNanos()).isZero();
    }

    @Test
    void aClockThatNobodySetSaysNothing() {
        for (long stated : new long[] {11 * SECOND, -11 * SECOND, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2}) {
            clock.stated(stated);
            clock.reached(0);
            assertThat(clock.ageNanos()).isZero();
        }
    }

    @Test
    void theNextPublisherUsesUpThePauseAndNoMore() {
        clock.reached(10 * SECOND);
        clock.restart();
        clock.stated(5 * SECOND);
        clock.reached(12 * SECOND);

        assertThat(clock.ageNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void whatIsShownLaterWasCapturedLaterWhateverPublishersSay() {
        var chance = Chance.seeded(3);
        long captured = Long.MIN_VALUE;
        for (long shown = 0; shown < 3_600 * SECOND; shown += 40 * MS) {
            if (chance.nextInt(2_000) == 0) clock.restart();
            if (chance.nextInt(20) == 0) clock.stated((chance.nextInt(30_000) - 12_000) * MS);
            clock.reached(shown);
            assertThat(shown - clock.ageNanos()).isGreaterThanOrEqualTo(captured);
            captured = shown - clock.ageNanos();
        }
    }
}
