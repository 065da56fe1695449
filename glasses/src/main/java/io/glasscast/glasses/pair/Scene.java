package io.glasscast.glasses.pair;

import java.time.Duration;

/// Something that is to happen to a pair of glasses.
///
/// @param after they were switched on
public record Scene(Duration after, Happening happening) {
    public Scene {
        if (after.isNegative()) throw new IllegalArgumentException("before they are switched on: " + after);
    }
}
