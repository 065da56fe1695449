package io.glasscast.hub;

/// What the rest of the house learns about a stream.
public enum StreamEvent {
    /// A viewer that joins now sees a picture at once: the publication's first keyframe is here. Also after an
    /// interruption.
    PLAYABLE,
    /// The publisher has gone, or sends nothing any more. It may come back.
    INTERRUPTED,
    /// The publisher did not come back in time and the viewers were told.
    ABANDONED,
    /// A bug of ours kept it from going on, and the viewers were told.
    BROKEN
}
