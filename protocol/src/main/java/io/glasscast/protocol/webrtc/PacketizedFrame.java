package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import java.util.List;
import java.util.stream.IntStream;

/// A frame cut into RTP payloads, once for everybody who is sent it, or a part of one.
///
/// @param payloads in sending order
/// @param whole    whether these are the frame's last ones: the last packet carries the marker
public record PacketizedFrame(Frame frame, List<Bytes> payloads, boolean whole) {
    public PacketizedFrame(Frame frame, List<Bytes> payloads) {
        this(frame, payloads, true);
    }

    /// The same packets at another time.
    public PacketizedFrame at(long ptsNanos) {
        return new PacketizedFrame(frame.at(ptsNanos), payloads, whole);
    }

    /// The same packets, so many at a time, for a line that cannot take them at once.
    public List<PacketizedFrame> pieces(int packets) {
        int count = payloads.size();
        return IntStream.iterate(0, at -> at < count, at -> at + packets)
                .mapToObj(at -> {
                    int end = Math.min(at + packets, count);
                    return new PacketizedFrame(frame, payloads.subList(at, end), whole && end == count);
                })
                .toList();
    }

    /// Of the payloads.
    public int bytes() {
        int bytes = 0;
        for (var payload : payloads) bytes += payload.length();
        return bytes;
    }
}
