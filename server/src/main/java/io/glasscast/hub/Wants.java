package io.glasscast.hub;

import io.glasscast.media.Codec;
import java.util.List;

/// What a viewer can use. What a stream has in another form is made into the first of the wanted codecs, once for
/// all viewers that want it so, while any of them is there.
///
/// @param video     codecs of pictures, the best first; empty: no pictures at all
/// @param audio     codecs of sound, the best first; empty: no sound at all
/// @param reordered whether pictures may be shown in another order than they are decoded in (B-frames)
public record Wants(List<Codec> video, List<Codec> audio, boolean reordered) {
    /// Everything, as it comes.
    public static final Wants EVERYTHING = new Wants(
            List.of(Codec.H264, Codec.H265, Codec.VP8, Codec.VP9, Codec.AV1), List.of(Codec.OPUS, Codec.AAC), true);

    public Wants {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
    }

    /// The codecs of a kind, the best first.
    public List<Codec> of(Codec.Kind kind) {
        return switch (kind) {
            case VIDEO -> video;
            case AUDIO -> audio;
        };
    }
}
