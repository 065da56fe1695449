package io.glasscast.store;

import java.time.Instant;
import java.util.Optional;

/// A token by which one of the operator's programs is known.
///
/// @param tokenId   tells it apart, and is no secret
/// @param name      for people
/// @param expiresAt empty: never
public record ApiToken(String tokenId, String name, Scope scope, Instant createdAt, Optional<Instant> expiresAt) {
    private static final int NAME_LIMIT = 200;

    /// A new one.
    ///
    /// @param secret what its holder shows; kept nowhere
    public record Issued(ApiToken token, String secret) {}

    /// @throws IllegalArgumentException when the name cannot be, saying why
    public ApiToken {
        if (name.isBlank() || name.length() > NAME_LIMIT || name.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException("name must be 1 to " + NAME_LIMIT + " printable characters");
    }
}
