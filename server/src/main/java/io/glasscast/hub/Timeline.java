package io.glasscast.hub;

import io.glasscast.media.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Moves a publication's frames from the publisher's timeline to the stream's, which is the driver's clock: the first
/// frame is decoded when it arrived, and everything after it keeps its distance to that.
///
/// All tracks of a publication move by the same amount, so what belongs together stays together. Two things change
/// that amount. A publisher's clock that runs faster or slower than ours is followed, too slowly for anybody to
/// notice. And a timeline that jumps is taken up again where the stream stands; the tracks jump one after the other,
/// and the later ones find the place where the first one went.
final class Timeline {
    /// Quartz is within 100 ppm of the truth; a publisher's and our own may err in opposite directions.
    private static final long SLEW_PER_MILLION = 500;
    /// Long enough to hold a frame that the network did not delay.
    private static final long WINDOW_NANOS = 8_000_000_000L;
    /// Differences below this are the network's, not the clock's.
    private static final long TOLERANCE_NANOS = 5_000_000;
    /// A publisher's own time never runs ahead of its arrival by this much, unless it jumped.
    private static final long JUMP_AHEAD_NANOS = 5_000_000_000L;
    /// Frames of a track come in decoding order, give or take the rounding of their timestamps.
    private static final long JUMP_BACK_NANOS = 500_000_000;
    /// A track that jumped is where another one went before it when it is this near the present.
    private static final long SAME_PLACE_NANOS = 2_000_000_000L;

    /// No gate holds the first frames back for longer.
    private static final long MOST_HELD_NANOS = 10_000_000_000L;

    private static final class Epoch {
        private long offsetNanos;
    }

    /// @param dtsNanos     of the newest frame, on the publisher's timeline
    /// @param arrivedNanos when it came
    private record Position(Epoch epoch, long dtsNanos, long arrivedNanos) {}

    private final Map<Integer, Position> positions = new HashMap<>();
    private final long notBeforeNanos;
    private Epoch epoch = new Epoch();
    private boolean started;
    /// Where the publisher's timeline stands when its first frame comes, where that was held back.
    private OptionalLong present = OptionalLong.empty();
    private long latestNanos;
    /// How late the least delayed frame of this window came.
    private long leastDelayNanos = Long.MAX_VALUE;

    private long windowEndNanos;
    /// What is still to be followed of the last window's finding.
    private long errorNanos;

    private long slewedNanos;

    /// @param notBeforeNanos nothing is decoded earlier than this on the stream's timeline
    Timeline(long notBeforeNanos) {
        this.notBeforeNanos = notBeforeNanos;
        this.latestNanos = notBeforeNanos;
    }

    /// The first frames are of the past: the publisher's timeline has come to `dtsNanos` when they come.
    void present(long dtsNanos) {
        if (!started) present = OptionalLong.of(dtsNanos);
    }

    /// @param frame on the publisher's timeline
    /// @return the same on the stream's
    Frame place(Frame frame, long nowNanos) {
        var position = positions.get(frame.track());
        if (!started) {
            started = true;
            long age = Math.clamp(present.orElse(frame.dtsNanos()) - frame.dtsNanos(), 0, MOST_HELD_NANOS);
            epoch.offsetNanos = Math.max(nowNanos - age, notBeforeNanos) - frame.dtsNanos();
            windowEndNanos = nowNanos + WINDOW_NANOS;
            slewedNanos = nowNanos;
        } else if (position != null && jumped(position, frame.dtsNanos(), nowNanos)) {
            jump(position.epoch(), frame.dtsNanos(), nowNanos);
            position = null;
        }
        var at = position == null ? epoch : position.epoch();
        if (at == epoch) follow(frame.dtsNanos(), nowNanos);
        positions.put(frame.track(), new Position(at, frame.dtsNanos(), nowNanos));
        var placed = frame.at(frame.ptsNanos() + at.offsetNanos);
        latestNanos = Math.max(latestNanos, placed.dtsNanos());
        return placed;
    }

    /// The stream's time of what the publisher calls `ptsNanos`.
    long place(long ptsNanos) {
        return ptsNanos + epoch.offsetNanos;
    }

    private static boolean jumped(Position position, long dtsNanos, long nowNanos) {
        long step = dtsNanos - position.dtsNanos();
        return step < -JUMP_BACK_NANOS || step > nowNanos - position.arrivedNanos() + JUMP_AHEAD_NANOS;
    }

    private void jump(Epoch from, long dtsNanos, long nowNanos) {
        boolean another = from != epoch && Math.abs(dtsNanos + epoch.offsetNanos - nowNanos) < SAME_PLACE_NANOS;
        if (another) return;
        epoch = new Epoch();
        epoch.offsetNanos = Math.max(nowNanos, latestNanos + 1) - dtsNanos;
        leastDelayNanos = Long.MAX_VALUE;
        windowEndNanos = nowNanos + WINDOW_NANOS;
        errorNanos = 0;
    }

    private void follow(long dtsNanos, long nowNanos) {
        leastDelayNanos = Math.min(leastDelayNanos, nowNanos - (dtsNanos + epoch.offsetNanos));
        if (nowNanos >= windowEndNanos) {
            errorNanos = Math.abs(leastDelayNanos) < TOLERANCE_NANOS ? 0 : leastDelayNanos;
            leastDelayNanos = Long.MAX_VALUE;
            windowEndNanos = nowNanos + WINDOW_NANOS;
        }
        long most = (nowNanos - slewedNanos) * SLEW_PER_MILLION / 1_000_000;
        slewedNanos = nowNanos;
        long step = Math.clamp(errorNanos, -most, most);
        epoch.offsetNanos += step;
        errorNanos -= step;
        if (leastDelayNanos != Long.MAX_VALUE) leastDelayNanos -= step;
    }
}
