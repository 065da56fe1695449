package io.glasscast.hub;

import java.util.Optional;

/// Somebody who watches a stream.
///
/// @param viewerId   tells viewers of one stream apart
/// @param link       by which it came in; empty: by the stream's own playback id, or it is one of ours
/// @param sinceNanos when it came
public record Attendance(String viewerId, Door door, Optional<Link> link, long sinceNanos) {}
