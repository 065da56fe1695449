package io.glasscast.app.house;

import java.time.Duration;

/// Somebody who wants to see what the house measures while it happens. Called on the rooms' own threads, so it must
/// return at once.
public interface HouseListener {
    HouseListener NOBODY = new HouseListener() {};

    /// A stream could be watched, this long after an app asked for it.
    default void active(Duration afterRequest) {}

    /// A viewer was sent its first keyframe, this long after its offer came.
    default void viewerJoined(Duration afterOffer) {}
}
