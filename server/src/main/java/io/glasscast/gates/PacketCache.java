package io.glasscast.gates;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.glasscast.protocol.webrtc.PacketizedFrame;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The frames of one stream cut into packets, each once, whoever asks first. Pictures are kept back to the last
/// keyframe, because formats that number them (VP8, VP9) must number a picture the same for everybody. Sound is not
/// handed to viewers that join later, so only the newest packets matter, as many as viewers gather.
final class PacketCache {
    /// The most pictures that the hub hands to a viewer that joins; a group that outgrows it is handed to nobody.
    private static final int MAX_PICTURES = 1_000;

    private final Map<Codec, FrameCutter> cutters = new EnumMap<>(Codec.class);
    private final Map<Frame, PacketizedFrame> pictures = new IdentityHashMap<>();
    private final @Nullable PacketizedFrame[] sounds = new @Nullable PacketizedFrame[WhepViewer.MOST_GATHERED + 1];
    private int newestSound;
    private @Nullable PacketizedFrame newestEven;

    /// @param frame as the hub handed it out: the very object, which is how it is known again
    PacketizedFrame packets(Track track, Frame frame) {
        return switch (track.kind()) {
            case VIDEO -> {
                var known = pictures.get(frame);
                if (known != null) yield known;
                if (frame.keyframe() || pictures.size() >= MAX_PICTURES) pictures.clear();
                var packets = cut(track, frame);
                pictures.put(frame, packets);
                yield packets;
            }
            case AUDIO -> sound(track, frame);
        };
    }

    /// See [PacketizedFrame#even]: one for all who are sent the same picture.
    PacketizedFrame even(PacketizedFrame picture) {
        if (newestEven == null || newestEven.frame() != picture.frame()) newestEven = picture.even();
        return newestEven;
    }

    private PacketizedFrame sound(Track track, Frame frame) {
        for (var known : sounds) if (known != null && known.frame() == frame) return known;
        newestSound = (newestSound + 1) % sounds.length;
        return sounds[newestSound] = cut(track, frame);
    }

    private PacketizedFrame cut(Track track, Frame frame) {
        return cutters.computeIfAbsent(track.codec(), FrameCutter::new).cut(frame);
    }
}
