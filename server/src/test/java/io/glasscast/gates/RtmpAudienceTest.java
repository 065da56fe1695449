package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.hub.Wants;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RtmpAudienceTest {
    private static final long MS = 1_000_000;
    private static final RtmpAudience.Demand PICTURES =
            new RtmpAudience.Demand(new Wants(List.of(Codec.H264), List.of(), true), false);
    private static final RtmpAudience.Demand ALL = new RtmpAudience.Demand(Wants.EVERYTHING, false);
    private static final RtmpAudience.Demand ALWAYS_SOUND = new RtmpAudience.Demand(Wants.EVERYTHING, true);

    private final Hub hub = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, Transcoder.NONE, 0));
    private final RtmpAudience audience = new RtmpAudience(350 * MS);

    /// Has its turns, and does nothing with them.
    private static final class Player implements RtmpPress.Player {
        private final List<Long> turns = new ArrayList<>();

        @Override
        public void begin(long nowNanos) {}

        @Override
        public void turn(long nowNanos) {
            turns.add(nowNanos);
        }

        @Override
        public void broke(Throwable why, long nowNanos) {
            throw new AssertionError(why);
        }
    }

    private Stream stream(String name) {
        return hub.open(new StreamNames(name, name + "-key", name + "-play")).orElseThrow();
    }

    private List<Player> seat(RtmpPress press, int count) {
        var players = new ArrayList<Player>();
        for (int i = 0; i < count; i++) players.add(new Player());
        for (var player : players) audience.seat(press, player, 1_000 * MS);
        return players;
    }

    @Test
    void theMoreThereAreTheLongerPicturesWaitUpToALimit() {
        var one = stream("one");
        assertThat(audience.windowNanos()).isZero();
        var press = audience.come(one, PICTURES, 0);
        for (int i = 0; i < 9; i++) audience.come(one, PICTURES, 0);
        assertThat(audience.windowNanos()).isEqualTo(20 * MS);
        for (int i = 0; i < 300; i++) audience.come(one, PICTURES, 0);
        assertThat(audience.windowNanos()).isEqualTo(350 * MS);
        for (var player : seat(press, 300)) audience.leave(press, player);
        assertThat(audience.windowNanos()).isEqualTo(20 * MS);
    }

    @Test
    void thoseWhoComeTogetherHaveTheirTurnsAtDifferentTimes() {
        var one = stream("one");
        var press = audience.come(one, PICTURES, 0);
        for (int i = 1; i < 160; i++) audience.come(one, PICTURES, 0);
        var players = seat(press, 160);
        for (long at = 1_000; at < 1_400; at += 10) press.turns().printed(10, true, at * MS);
        var first = new TreeSet<Long>();
        for (var player : players) first.add(player.turns.getFirst());
        assertThat(first).hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void playersOfAStreamWhoCanUseTheSameReadOnePress() {
        var one = stream("one");
        var two = stream("two");
        var first = audience.come(one, ALL, 0);
        assertThat(audience.come(one, ALL, 5)).isSameAs(first);
        assertThat(audience.come(one, PICTURES, 5)).isNotSameAs(first);
        assertThat(audience.come(one, ALWAYS_SOUND, 5)).isNotSameAs(first);
        assertThat(audience.come(two, ALL, 5)).isNotSameAs(first);
        var players = seat(first, 2);
        audience.leave(first, players.getFirst());
        assertThat(audience.come(one, ALL, 5)).isSameAs(first);
        for (var player : List.of(players.getLast(), new Player())) audience.leave(first, player);
        assertThat(audience.come(one, ALL, 5)).isNotSameAs(first);
    }
}
