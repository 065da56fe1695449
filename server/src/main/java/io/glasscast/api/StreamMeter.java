package io.glasscast.api;

import java.util.Map;
import java.util.OptionalLong;

/// What flows through a stream, measured where it flows.
public interface StreamMeter {
    /// Waits for the media side, a millisecond or so: not to be called on an event loop.
    Flow flow(String streamId);

    /// What flows through the outputs of a stream, by output id; waits likewise.
    default Map<String, OutputFlow> outputs(String streamId) {
        return Map.of();
    }

    /// @param bytes       of media that have left, in all attempts
    /// @param dropped     pictures and sound left out because the destination did not keep up
    /// @param attempts    begun
    /// @param activeForMs how long the destination has been taking media; absent while it does not
    record OutputFlow(long bytes, long dropped, int attempts, OptionalLong activeForMs) {}

    /// @param publishes     whether media comes in by WebRTC
    /// @param webrtcViewers who takes it out
    /// @param bitrate       bits of media received each second, since it was asked last or else since it began
    /// @param loss          share of the publisher's packets that are lost for good, 0..1
    record Flow(boolean publishes, int webrtcViewers, long bitrate, double loss) {
        public static final Flow NONE = new Flow(false, 0, 0, 0);
    }
}
