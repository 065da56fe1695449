package io.glasscast.hub;

import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;

/// One publisher's hold on a stream, from its start to its end. What is done through a publication that was replaced
/// has no effect, so a late frame or a late end of an old publisher harms nobody.
public final class Publication {
    private final Stream stream;

    Publication(Stream stream) {
        this.stream = stream;
    }

    /// Fans `frame` out.
    ///
    /// @param frame its time is on the publisher's own timeline; the stream moves it to the stream's
    public void frame(Frame frame, long nowNanos) {
        stream.frame(this, frame, nowNanos);
    }

    /// The publisher sends other tracks from now on: sound that came late, or one in another configuration.
    public void tracks(List<Track> tracks, long nowNanos) {
        stream.tracks(this, tracks, nowNanos);
    }

    /// What follows at first was held back: the publisher's timeline has come to `dtsNanos` now. Said before the first
    /// frame, it keeps the hub from taking the past for the present.
    public void present(long dtsNanos) {
        stream.present(this, dtsNanos);
    }

    /// The publisher says when the camera saw what is shown at `ptsNanos`.
    ///
    /// @param ptsNanos  on the publisher's timeline, like a frame's
    /// @param unixNanos nanoseconds since 1970, by the publisher's clock, which [CaptureClock] believes or not
    public void captured(long ptsNanos, long unixNanos) {
        stream.captured(this, ptsNanos, unixNanos);
    }

    /// The publisher has gone.
    public void end(long nowNanos) {
        stream.unpublish(this, nowNanos);
    }
}
