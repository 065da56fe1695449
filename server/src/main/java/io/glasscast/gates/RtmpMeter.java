package io.glasscast.gates;

/// What the RTMP gate counts. Called on the media thread, so it must only count.
public interface RtmpMeter {
    /// A connection was taken, through TLS or not.
    void opened(boolean tls);

    /// A connection is gone, for a constant reason.
    void closed(String why);

    /// A publisher or a player was turned away, for a constant reason.
    void refused(String why);

    /// Something was passed over, for a constant reason.
    void discarded(String why);

    /// A publisher sent its first keyframe, so long after it connected.
    void publisherStarted(long nanosSinceConnect);

    /// A player was sent its first keyframe, so long after it connected.
    void viewerStarted(long nanosSinceConnect);

    /// A player that could not be sent to was spared this many frames in a row.
    void dropped(long frames);

    /// For tests that count nothing.
    RtmpMeter NONE = new RtmpMeter() {
        @Override
        public void opened(boolean tls) {}

        @Override
        public void closed(String why) {}

        @Override
        public void refused(String why) {}

        @Override
        public void discarded(String why) {}

        @Override
        public void publisherStarted(long nanosSinceConnect) {}

        @Override
        public void viewerStarted(long nanosSinceConnect) {}

        @Override
        public void dropped(long frames) {}
    };
}
