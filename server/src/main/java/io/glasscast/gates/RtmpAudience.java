package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Agenda;
import java.util.HashMap;
import java.util.Map;

/// Those who are sent RTMP, players and destinations of restreams, and what those of one stream share.
///
/// Belongs to the media thread.
public final class RtmpAudience {
    /// Each player has its turn with the kernel so often that all together have 500 a second. Ten players are not held
    /// up by it.
    private static final long NANOS_A_PLAYER = 2_000_000;
    /// Players that come together have their turns at so many different times.
    private static final int TURNS = 16;
    /// No frame that comes now is older.
    private static final long BEFORE_NANOS = 60_000_000_000L;

    /// @param sounds whether there must always be sound: silence, where there is none
    record Demand(Wants wants, boolean sounds) {}

    private record Title(Stream stream, Demand demand) {}

    private final long mostNanos;
    private final Map<Title, RtmpPress> presses = new HashMap<>();
    private final Agenda<RtmpPress> agenda = new Agenda<>(press -> press.turns().deadlineNanos());
    private int players;
    private int seats;

    /// @param mostNanos how long a picture may wait for others where many play, so that they leave together
    public RtmpAudience(long mostNanos) {
        this.mostNanos = mostNanos;
    }

    /// How long pictures may wait for each other now.
    long windowNanos() {
        return Math.min(mostNanos, players * NANOS_A_PLAYER);
    }

    /// A player comes.
    ///
    /// @return what it reads, until it [#leave]s
    RtmpPress come(Stream stream, Demand demand, long nowNanos) {
        players++;
        var press = presses.computeIfAbsent(
                new Title(stream, demand),
                _ -> new RtmpPress(demand, new RtmpTurns(this::windowNanos), nowNanos - BEFORE_NANOS, agenda::note));
        press.taken();
        return press;
    }

    /// From now on the player has its turns, and first of all where to begin.
    void seat(RtmpPress press, RtmpPress.Player player, long nowNanos) {
        press.turns().enter(player, nowNanos - windowNanos() * (seats++ % TURNS) / TURNS);
        player.begin(nowNanos);
    }

    void leave(RtmpPress press, RtmpPress.Player player) {
        players--;
        press.turns().leave(player);
        if (press.dropped()) return;
        presses.values().remove(press);
        agenda.forget(press);
    }

    void elapse(long nowNanos) {
        agenda.elapse(nowNanos, press -> press.turns().elapse(nowNanos));
    }

    long deadlineNanos() {
        return agenda.deadlineNanos();
    }
}
