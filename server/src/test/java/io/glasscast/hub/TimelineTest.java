package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Frame;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final int VIDEO = 0;
    private static final int AUDIO = 1;

    private final Timeline timeline = new Timeline(0);

    @Test
    void theFirstFrameIsDecodedWhenItArrivesAndTheOthersKeepTheirDistance() {
        assertThat(place(VIDEO, 77 * SECOND, 5 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(place(AUDIO, 77 * SECOND - 20 * MS, 5 * SECOND + 3 * MS)).isEqualTo(5 * SECOND - 20 * MS);
        assertThat(place(VIDEO, 77 * SECOND + 33 * MS, 5 * SECOND + 90 * MS)).isEqualTo(5 * SECOND + 33 * MS);
    }

    @Test
    void framesThatWereHeldBackBelongWhereTheyCame() {
        timeline.present(78 * SECOND);

        assertThat(place(VIDEO, 77 * SECOND, 5 * SECOND)).isEqualTo(4 * SECOND);
        assertThat(place(VIDEO, 78 * SECOND, 5 * SECOND)).isEqualTo(5 * SECOND);
        timeline.present(90 * SECOND);
        assertThat(place(AUDIO, 78 * SECOND, 5 * SECOND)).isEqualTo(5 * SECOND);
    }

    @Test
    void butNotBeforeWhatThereWasAlready() {
        var continued = new Timeline(4_500 * MS);
        continued.present(78 * SECOND);

        assertThat(continued
                        .place(new Frame(VIDEO, 77 * SECOND, true, Bytes.EMPTY), 5 * SECOND)
                        .ptsNanos())
                .isEqualTo(4_500 * MS);
    }

    @Test
    void keepsThePresentationOfAReorderedPictureBehindItsDecoding() {
        var placed = timeline.place(new Frame(VIDEO, 80 * MS, 0, true, Bytes.EMPTY), SECOND);

        assertThat(placed.dtsNanos()).isEqualTo(SECOND);
        assertThat(placed.ptsNanos()).isEqualTo(SECOND + 80 * MS);
    }

    @Test
    void followsAClockThatIsHundredPartsInAMillionOffForAnHour() {
        for (long partsPerMillion : new long[] {-100, 100}) {
            var drifting = new Timeline(0);
            var chance = Chance.seeded(7);
            long before = -1;
            for (long now = 0; now < 3_600 * SECOND; now += 40 * MS) {
                long own = now + now / 1_000_000 * partsPerMillion;
                long arrives = now + chance.nextInt(30) * MS;
                var picture = drifting.place(new Frame(VIDEO, own, true, Bytes.EMPTY), arrives);
                var sound = drifting.place(new Frame(AUDIO, own, true, Bytes.EMPTY), arrives);

                assertThat(picture.ptsNanos()).isGreaterThan(before).isCloseTo(now, Offset.offset(40 * MS));
                assertThat(sound.ptsNanos()).isCloseTo(picture.ptsNanos(), Offset.offset(MS));
                before = picture.ptsNanos();
            }
        }
    }

    @Test
    void doesNotTakeABacklogAfterAStallForAJump() {
        place(VIDEO, 0, 0);
        place(VIDEO, 40 * MS, 40 * MS);
        // The network held everything back for eight seconds, then delivers it at once.
        for (long at = 80 * MS; at < 8 * SECOND; at += 40 * MS)
            assertThat(place(VIDEO, at, 8 * SECOND)).isCloseTo(at, Offset.offset(5 * MS));
    }

    @Test
    void takesUpATimelineThatJumpsWhereTheStreamStands() {
        place(VIDEO, 0, 0);
        place(AUDIO, 0, 0);
        place(VIDEO, 40 * MS, 40 * MS);
        long jumped = place(VIDEO, 9_000 * SECOND, 80 * MS);
        // Sound of before the jump is still on its way.
        assertThat(place(AUDIO, 60 * MS, 85 * MS)).isEqualTo(60 * MS);
        long soundJumped = place(AUDIO, 9_000 * SECOND + 5 * MS, 90 * MS);

        assertThat(jumped).isEqualTo(80 * MS);
        assertThat(soundJumped - jumped).isEqualTo(5 * MS);
    }

    @Test
    void takesUpATimelineThatStartsAgainFromZero() {
        place(VIDEO, 500 * SECOND, 0);
        place(VIDEO, 500 * SECOND + 40 * MS, 40 * MS);

        assertThat(place(VIDEO, 0, 80 * MS)).isEqualTo(80 * MS);
        assertThat(place(VIDEO, 40 * MS, 120 * MS)).isEqualTo(120 * MS);
    }

    private long place(int track, long ownNanos, long nowNanos) {
        return timeline.place(new Frame(track, ownNanos, true, Bytes.EMPTY), nowNanos)
                .ptsNanos();
    }
}
