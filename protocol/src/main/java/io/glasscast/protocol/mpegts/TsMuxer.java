package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Set;

/// Makes a transport stream of one program out of frames (ISO/IEC 13818-1 §2.4).
public final class TsMuxer {
    /// What a transport stream of ours can carry.
    public static final Set<Codec> CODECS = Set.of(Codec.H264, Codec.H265, Codec.AAC, Codec.OPUS);

    /// @throws IllegalArgumentException when a track's codec is none of [#CODECS]
    public TsMuxer(List<Track> tracks) {
        tracks(tracks);
    }

    /// Goes on with other tracks: the next frame is preceded by tables that say so. Clock and counters go on.
    ///
    /// @throws IllegalArgumentException when a track's codec is none of [#CODECS]
    public void tracks(List<Track> tracks) {}

    /// One frame as whole packets: a multiple of 188 bytes. Frames of a track come in decoding order, tracks mixed
    /// as they are sent. Empty when the frame belongs to no track or cannot be carried.
    public Bytes mux(Frame frame) {
        return Bytes.EMPTY;
    }
}
