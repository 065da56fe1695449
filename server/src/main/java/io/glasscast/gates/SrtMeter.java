package io.glasscast.gates;

import io.glasscast.protocol.srt.SrtStatistics;

/// What the SRT gate counts. Called on the media thread, so it must only count.
public interface SrtMeter {
    /// Something was dropped, for a constant reason.
    void discarded(String why);

    /// A caller was turned away, for a constant reason.
    void refused(String why);

    /// A publisher's tracks are known, so long after it connected.
    void publisherStarted(long nanosSinceConnected);

    /// A viewer was sent its first keyframe, so long after it connected.
    void viewerStarted(long nanosSinceConnected);

    /// A connection is gone, for a constant reason, and this is all it did.
    void closed(String why, SrtStatistics all);

    /// A viewer that did not keep up missed this many frames in a row.
    void dropped(long frames);

    /// For tests that count nothing.
    SrtMeter NONE = new SrtMeter() {
        @Override
        public void discarded(String why) {}

        @Override
        public void refused(String why) {}

        @Override
        public void publisherStarted(long nanosSinceConnected) {}

        @Override
        public void viewerStarted(long nanosSinceConnected) {}

        @Override
        public void closed(String why, SrtStatistics all) {}

        @Override
        public void dropped(long frames) {}
    };
}
