package io.glasscast.hub;

import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;

/// What frames are handed to, for one who watches or for several. No method may wait: who cannot keep up drops frames
/// itself, up to the next keyframe.
public interface Reader {
    /// What it can use. Asked once, when it comes.
    default Wants wants() {
        return Wants.EVERYTHING;
    }

    /// Frames of these tracks follow. Called when it comes to a live stream, and again when another publisher takes
    /// over, whose tracks may differ.
    ///
    /// @param group the frames since the last keyframe, which is the first of them; empty when there is none yet
    void begin(List<Track> tracks, List<Frame> group, long nowNanos);

    /// One frame. What comes before the first video keyframe cannot be decoded.
    void frame(Frame frame, long nowNanos);

    /// The publisher has gone and may come back.
    void interrupted(long nowNanos);
}
