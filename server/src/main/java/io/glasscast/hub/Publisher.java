package io.glasscast.hub;

/// The sending end of a publication, as the hub sees it.
public interface Publisher {
    /// By which way it publishes.
    default Door door() {
        return Door.OTHER;
    }

    /// Asks the sender for a keyframe soon. The hub limits how often it asks.
    void requestKeyframe(long nowNanos);

    /// Somebody watches, whom nobody was before.
    default void watched(long nowNanos) {}

    /// The publication is over and its frames are no longer wanted: another publisher took its place, or the stream
    /// was closed.
    void dismissed(Dismissal why, long nowNanos);

    enum Dismissal {
        /// The same ingest key was used again; the newest wins.
        SUPERSEDED,
        /// The stream ended.
        STREAM_CLOSED
    }
}
