package io.glasscast.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What flows through a stream, measured where it flows.
public interface StreamMeter {
    /// Waits for the media side, a millisecond or so: not to be called on an event loop.
    Flow flow(String streamId);

    /// The ids of streams that publishers opened by naming them, each the name that it is watched by too; waits
    /// likewise.
    default List<String> named() {
        return List.of();
    }

    /// What flows through the outputs of a stream, by output id; waits likewise.
    default Map<String, OutputFlow> outputs(String streamId) {
        return Map.of();
    }

    /// @param bytes       of media that have left, in all attempts
    /// @param dropped     pictures and sound left out because the destination did not keep up
    /// @param attempts    begun
    /// @param activeForMs how long the destination has been taking media; absent while it does not
    record OutputFlow(long bytes, long dropped, int attempts, OptionalLong activeForMs) {}

    /// @param publisher by which protocol media comes in now, if it does
    /// @param viewers   how many take it out, by protocol
    /// @param bitrate   bits of media received each second, since it was asked last or else since it began
    /// @param loss      share of the publisher's packets that are lost for good, 0..1
    record Flow(Optional<String> publisher, Map<String, Integer> viewers, long bitrate, double loss) {
        public static final Flow NONE = new Flow(Optional.empty(), Map.of(), 0, 0);
    }
}
