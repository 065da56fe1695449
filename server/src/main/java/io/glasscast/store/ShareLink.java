package io.glasscast.store;

import java.time.Instant;

/// A link by which others may watch a stream for a while.
///
/// @param linkId   tells it apart, and is no secret
/// @param streamId of the stream, with which it ends
/// @param name     for people; may be empty
/// @param hash     of its secret, see [io.glasscast.kernel.Digest]
public record ShareLink(
        String linkId, String streamId, String name, String hash, Instant createdAt, Instant expiresAt) {
    private static final int NAME_LIMIT = 200;

    /// @throws IllegalArgumentException when the name cannot be, saying why
    public ShareLink {
        if (name.length() > NAME_LIMIT || name.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException("name must be at most " + NAME_LIMIT + " printable characters");
    }
}
