package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RtmpAudienceTest {
    private static final long MS = 1_000_000;

    private final Hub hub = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, Transcoder.NONE, 0));
    private final RtmpAudience audience = new RtmpAudience(350 * MS);

    private Stream stream(String name) {
        return hub.open(new StreamNames(name, name + "-key", name + "-play")).orElseThrow();
    }

    @Test
    void theMoreThereAreTheLongerPicturesWaitUpToALimit() {
        assertThat(audience.windowNanos()).isZero();
        for (int i = 0; i < 10; i++) audience.enter(0);
        assertThat(audience.windowNanos()).isEqualTo(20 * MS);
        for (int i = 0; i < 300; i++) audience.enter(0);
        assertThat(audience.windowNanos()).isEqualTo(350 * MS);
        for (int i = 0; i < 300; i++) audience.leave();
        assertThat(audience.windowNanos()).isEqualTo(20 * MS);
    }

    @Test
    void thoseWhoComeTogetherLeaveAtDifferentTimes() {
        for (int i = 0; i < 80; i++) audience.enter(1_000 * MS);
        var deadlines = new TreeSet<Long>();
        for (int i = 0; i < 80; i++) {
            var gathering = audience.enter(1_000 * MS);
            gathering.pictures(true);
            gathering.leaves(true, 10, 160 * MS, 1_000 * MS);
            deadlines.add(gathering.deadlineNanos());
        }
        assertThat(deadlines).hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void playersOfTheSameTracksOfAStreamReadOnePress() {
        var one = stream("one");
        var two = stream("two");
        var both = List.of(RtmpTown.PICTURES, RtmpTown.SOUND);
        var first = audience.take(one, both, 0);
        assertThat(audience.take(one, both, 5)).isSameAs(first);
        assertThat(audience.take(one, List.of(RtmpTown.PICTURES), 5)).isNotSameAs(first);
        assertThat(audience.take(two, both, 5)).isNotSameAs(first);
        audience.drop(one, first);
        assertThat(audience.take(one, both, 5)).isSameAs(first);
        audience.drop(one, first);
        audience.drop(one, first);
        assertThat(audience.take(one, both, 5)).isNotSameAs(first);
    }
}
