package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.function.Consumer;

/// Puts the frames of one RTP stream together again. One per SSRC; knows nothing of the RTP header.
public interface Depacketizer {
    /// Reported when packets of a unit, or whole units, were lost: the decoder needs a keyframe.
    String INCOMPLETE = "incomplete";

    /// Takes one packet's payload, in sequence order and without duplicates, and keeps views of it until its unit is
    /// whole. A unit is over at the marker, or at the next timestamp when the marker was not lost but never set.
    ///
    /// @param timestamp the packet's RTP timestamp; only compared for equality
    /// @param afterGap  whether packets were lost for good just before this one
    /// @param out       gets at most two units: one that this packet ended by its timestamp, and its own
    void push(Bytes payload, long timestamp, boolean marker, boolean afterGap, Consumer<? super AccessUnit> out);

    /// Makes the one for `codec`.
    ///
    /// @param discarded hears, once for every unit that will never come out, the reason: [#INCOMPLETE] or another
    ///     constant such as `h264-unsupported`, fit to label a counter. A video
    ///     sender should then be asked for a keyframe.
    /// @throws IllegalArgumentException for codecs that no RTP peer of ours speaks (AAC)
    static Depacketizer of(Codec codec, Consumer<? super String> discarded) {
        return switch (codec) {
            case H264 -> new UnitDepacketizer(new H264Payload(), discarded);
            case H265 -> new UnitDepacketizer(new H265Payload(), discarded);
            case VP8 -> new UnitDepacketizer(new Vp8Payload(), discarded);
            case VP9 -> new UnitDepacketizer(new Vp9Payload(), discarded);
            case AV1 -> new UnitDepacketizer(new Av1Payload(), discarded);
            case OPUS -> new OpusDepacketizer(discarded);
            case AAC -> throw new IllegalArgumentException("no RTP payload format for " + codec);
        };
    }
}
