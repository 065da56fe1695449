package io.glasscast.store;

import java.time.Instant;
import java.util.Optional;

/// A token of a user's glasses.
///
/// @param secret    what they show
/// @param expiresAt empty: never
public record GlassesToken(String secret, Optional<Instant> expiresAt) {
    @Override
    public String toString() {
        return "(glasses token)";
    }
}
