package io.glasscast.hub;

import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;

/// Somebody who watches. No method may wait: a viewer that cannot keep up drops frames itself, up to the next
/// keyframe.
public interface Viewer {
    /// By which way it watches.
    default Door door() {
        return Door.OTHER;
    }

    /// What it can use. Asked once, when it joins.
    default Wants wants() {
        return Wants.EVERYTHING;
    }

    /// What it was let in by; empty: it is one of ours. Asked once, when it joins.
    default Optional<Pass> pass() {
        return Optional.empty();
    }

    /// Nobody may watch by this pass any more: for viewers that stand for several who came by different ones.
    default void revoked(Pass pass, long nowNanos) {}

    /// Frames of these tracks follow. Called when the viewer joins a live stream, and again when another publisher
    /// takes over, whose tracks may differ.
    ///
    /// @param group the frames since the last keyframe, which is the first of them; empty when there is none yet
    void begin(List<Track> tracks, List<Frame> group, long nowNanos);

    /// One frame. What comes before the first video keyframe cannot be decoded.
    void frame(Frame frame, long nowNanos);

    /// The publisher has gone and may come back.
    void interrupted(long nowNanos);

    /// There is nothing more to see.
    void ended(long nowNanos);
}
