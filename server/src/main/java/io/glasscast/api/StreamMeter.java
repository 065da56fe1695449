package io.glasscast.api;

/// What flows through a stream, measured where it flows.
public interface StreamMeter {
    /// Waits for the media side, a millisecond or so: not to be called on an event loop.
    Flow flow(String streamId);

    /// @param publishes     whether media comes in by WebRTC
    /// @param webrtcViewers who takes it out
    /// @param bitrate       bits of media received each second, since it was asked last or else since it began
    /// @param loss          share of the publisher's packets that are lost for good, 0..1
    record Flow(boolean publishes, int webrtcViewers, long bitrate, double loss) {
        public static final Flow NONE = new Flow(false, 0, 0, 0);
    }
}
