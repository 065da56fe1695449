package io.glasscast.hub;

import io.glasscast.media.Frame;

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

    /// The publisher has gone.
    public void end(long nowNanos) {
        stream.unpublish(this, nowNanos);
    }
}
