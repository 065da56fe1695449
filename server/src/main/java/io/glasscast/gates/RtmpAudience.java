package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Those who play by RTMP, and what those of one stream share.
///
/// Belongs to the media thread.
final class RtmpAudience {
    /// Each player has its turn with the kernel so often that all together have 500 a second. Ten players are not held
    /// up by it.
    private static final long NANOS_A_PLAYER = 2_000_000;
    /// Players that come together have their turns at so many different times.
    private static final int TURNS = 16;

    /// The presses of one stream: one, unless players take different tracks.
    private static final class Row {
        private final long originNanos;
        private final List<RtmpPress> presses = new ArrayList<>();

        private Row(long originNanos) {
            this.originNanos = originNanos;
        }
    }

    private final long mostNanos;
    private final Map<Stream, Row> rows = new HashMap<>();
    private int players;
    private int seats;

    /// @param mostNanos how long a picture waits for others at most
    RtmpAudience(long mostNanos) {
        this.mostNanos = mostNanos;
    }

    /// A player comes.
    ///
    /// @return when what it is sent leaves
    Gathering enter(long nowNanos) {
        players++;
        return new Gathering(nowNanos - windowNanos() * (seats++ % TURNS) / TURNS);
    }

    void leave() {
        players--;
    }

    /// How long pictures may wait for each other now.
    long windowNanos() {
        return Math.min(mostNanos, players * NANOS_A_PLAYER);
    }

    /// What a player of these tracks reads, until it [#drop]s it. Players that change from one press of a stream to
    /// another find the same time there.
    ///
    /// @param originNanos what time 0 is, if nobody plays the stream yet
    RtmpPress take(Stream stream, List<Track> tracks, long originNanos) {
        var row = rows.computeIfAbsent(stream, _ -> new Row(originNanos));
        var found = row.presses.stream()
                .filter(press -> press.tracks().equals(tracks))
                .findFirst();
        var press = found.orElseGet(() -> new RtmpPress(tracks, row.originNanos));
        if (found.isEmpty()) row.presses.add(press);
        press.taken();
        return press;
    }

    void drop(Stream stream, RtmpPress press) {
        if (press.dropped()) return;
        rows.computeIfPresent(stream, (_, row) -> {
            row.presses.remove(press);
            return row.presses.isEmpty() ? null : row;
        });
    }
}
