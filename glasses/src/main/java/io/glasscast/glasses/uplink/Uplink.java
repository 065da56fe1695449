package io.glasscast.glasses.uplink;

import io.glasscast.media.Frame;

/// One publication, from the first request to the word that it is over. All calls return at once, but for [#stop()].
public interface Uplink {
    /// Told on the uplink's own thread; `failed` at most once, and nothing after it.
    interface Listener {
        /// Media can flow.
        void connected();

        /// It did not come up, or broke.
        void failed(String reason);

        /// The server needs a picture that stands alone.
        void keyframeRequested();

        /// What the network carries, for video.
        void targetBitrate(long bitsPerSecond);
    }

    /// Begins a publication.
    @FunctionalInterface
    interface Opener {
        Uplink open(Publication publication, Listener listener);
    }

    /// Sends a frame, whose time is the glasses' clock's, or drops it when there is no connection yet. Any thread may
    /// call.
    void frame(Frame frame);

    /// Ends the publication with a word to the server, and waits (a few seconds at most) until everything it held is
    /// free. The listener is told nothing any more.
    void stop();

    /// The same without a word: the network is gone. Of a TCP connection the operating system still says that it ends.
    void vanish();
}
