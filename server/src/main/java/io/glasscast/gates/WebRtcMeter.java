package io.glasscast.gates;

import io.glasscast.protocol.webrtc.PeerStatistics;

/// What the WebRTC gate counts. Called on the media thread, so it must only count.
public interface WebRtcMeter {
    /// Something was dropped, for a constant reason.
    void discarded(String why);

    /// A viewer was sent its first keyframe, so long after its offer came.
    void viewerStarted(long nanosSinceOffer);

    /// A publisher sent its first keyframe, so long after its offer came.
    void publisherStarted(long nanosSinceOffer);

    /// A peer is gone, for a constant reason, and this is all it did.
    void closed(String why, PeerStatistics all);

    /// A viewer that could not be sent to dropped this many frames in a row.
    void dropped(long frames);

    /// So many viewers more are sent keyframes only; fewer, when negative.
    void thinned(int more);

    /// So many publishers more are asked for less than they could send; fewer, when negative.
    void restrained(int more);

    /// For tests that count nothing.
    WebRtcMeter NONE = new WebRtcMeter() {
        @Override
        public void discarded(String why) {}

        @Override
        public void viewerStarted(long nanosSinceOffer) {}

        @Override
        public void publisherStarted(long nanosSinceOffer) {}

        @Override
        public void closed(String why, PeerStatistics all) {}

        @Override
        public void dropped(long frames) {}

        @Override
        public void thinned(int more) {}

        @Override
        public void restrained(int more) {}
    };
}
