package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import java.util.List;
import java.util.stream.IntStream;

/// A frame cut into RTP payloads, once for everybody who is sent it, or a part of one.
///
/// @param payloads in sending order
/// @param whole    whether these are the frame's last ones: the last packet carries the marker
/// @param padding  behind the last payload (RFC 3550 §5.1)
public record PacketizedFrame(Frame frame, List<Bytes> payloads, boolean whole, int padding) {
    /// More than what evenly cut frames lack.
    static final int MAX_PADDING = 63;

    public PacketizedFrame(Frame frame, List<Bytes> payloads) {
        this(frame, payloads, true, 0);
    }

    /// The same packets at another time.
    public PacketizedFrame at(long ptsNanos) {
        return new PacketizedFrame(frame.at(ptsNanos), payloads, whole, padding);
    }

    /// The same packets, the last as long as the others if it is nearly: what follows then fits behind them, into one
    /// message for the kernel.
    public PacketizedFrame even() {
        int lacks = payloads.getFirst().length() - payloads.getLast().length();
        return lacks > 0 && lacks <= MAX_PADDING ? new PacketizedFrame(frame, payloads, whole, lacks) : this;
    }

    /// The same packets, so many at a time, for a line that cannot take them at once.
    public List<PacketizedFrame> pieces(int packets) {
        int count = payloads.size();
        return IntStream.iterate(0, at -> at < count, at -> at + packets)
                .mapToObj(at -> {
                    int end = Math.min(at + packets, count);
                    return new PacketizedFrame(frame, payloads.subList(at, end), whole && end == count, 0);
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
