package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.List;

/// Cuts the frames of one track into RTP payloads. One per track, because some formats number their pictures;
/// viewers may share what it cuts.
public interface Packetizer {
    /// What a payload must at least hold, so that every format's own headers fit with something behind them.
    int MIN_PAYLOAD = 64;

    /// Cuts `frame` into payloads in sending order; the last one's packet carries the marker.
    ///
    /// What has to be cut is cut into equal lengths but for the last, because segmented sends (UDP GSO) want
    /// runs of equal datagrams. Aggregates of small parts, which come first, may be shorter.
    ///
    /// @param frame      in the shape that [Codec] describes
    /// @param maxPayload bytes that a payload may have, at least [#MIN_PAYLOAD]
    /// @return nothing when the frame is malformed, or too long for a format that cannot cut (Opus)
    List<Bytes> packetize(Bytes frame, int maxPayload);

    /// Makes the one for `codec`.
    ///
    /// @throws IllegalArgumentException for codecs that no RTP peer of ours speaks (AAC)
    static Packetizer of(Codec codec) {
        return switch (codec) {
            case H264 -> new NalPacketizer(new H264Format());
            case H265 -> new NalPacketizer(new H265Format());
            case VP8 -> new Vp8Packetizer();
            case VP9 -> new Vp9Packetizer();
            case AV1 -> new Av1Packetizer();
            case OPUS -> new OpusPacketizer();
            case AAC -> throw new IllegalArgumentException("no RTP payload format for " + codec);
        };
    }
}
