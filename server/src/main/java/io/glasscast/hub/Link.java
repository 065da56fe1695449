package io.glasscast.hub;

/// One more name by which a stream can be watched, for a while.
///
/// @param linkId     tells it apart, and is no secret
/// @param digest     of the name, which itself is kept nowhere (see [io.glasscast.kernel.Digest])
/// @param untilNanos when it is over
public record Link(String linkId, String digest, long untilNanos) {}
