package io.glasscast.gates;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.glasscast.protocol.webrtc.PacketizedFrame;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;

/// The frames of one stream cut into packets, each once, whoever asks first. Kept back to the last keyframe, because
/// formats that number their pictures (VP8, VP9) must number a picture the same for everybody.
final class PacketCache {
    private final Map<Codec, FrameCutter> cutters = new EnumMap<>(Codec.class);
    private final Map<Frame, PacketizedFrame> cut = new IdentityHashMap<>();

    /// @param frame as the hub handed it out: the very object, which is how it is known again
    PacketizedFrame packets(Track track, Frame frame) {
        var known = cut.get(frame);
        if (known != null) return known;
        // Sound is not handed to viewers that join later, so only the newest matters.
        if (frame.keyframe() && track.kind() == Codec.Kind.VIDEO) cut.clear();
        var packets = cutters.computeIfAbsent(track.codec(), FrameCutter::new).cut(frame);
        cut.put(frame, packets);
        return packets;
    }
}
