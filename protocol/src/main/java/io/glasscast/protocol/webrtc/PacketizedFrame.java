package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import java.util.List;

/// A frame cut into RTP payloads, once for everybody who is sent it.
///
/// @param payloads in sending order; the last one's packet carries the marker
public record PacketizedFrame(Frame frame, List<Bytes> payloads) {
    /// The same packets at another time.
    public PacketizedFrame at(long ptsNanos) {
        return new PacketizedFrame(frame.at(ptsNanos), payloads);
    }
}
