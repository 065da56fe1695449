package io.glasscast.app.house;

import io.glasscast.hub.Door;
import java.util.Map;
import java.util.Optional;

/// Who is at a stream, and what has come in.
///
/// @param publisher by which way media comes in now
/// @param viewers   how many take it out, by which way
/// @param bitrate   bits of payload taken in each second, see [io.glasscast.hub.Stream#intakeBitsPerSecond]
/// @param loss      share of the publisher's packets lost for good, 0..1
record Traffic(Optional<Door> publisher, Map<Door, Integer> viewers, long bitrate, double loss) {
    static final Traffic NONE = new Traffic(Optional.empty(), Map.of(), 0, 0);
}
