package io.glasscast.protocol.flv;

import io.glasscast.bitstream.Av1Configuration;
import io.glasscast.bitstream.AvcConfiguration;
import io.glasscast.bitstream.HevcConfiguration;
import io.glasscast.bitstream.VpConfiguration;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;

/// The configuration that a decoder at the other end needs first.
final class SequenceHeader {
    /// OpusHead of two channels with nothing to skip, 48 kHz (RFC 7845 §5.1). Its numbers are little endian.
    private static final Bytes OPUS_HEAD = new ByteWriter()
            .utf8("OpusHead")
            .u8(1)
            .u8(2)
            .u16(0)
            .u32(Integer.reverseBytes(48_000) & 0xFFFF_FFFFL)
            .u16(0)
            .u8(0)
            .toBytes();

    private SequenceHeader() {}

    /// What a keyframe says about its track.
    static Parsed<Bytes> ofPictures(Codec codec, Bytes keyframe) {
        return switch (codec) {
            case H264 -> AvcConfiguration.of(keyframe).then(avcC -> Parsed.ok(avcC.write()));
            case H265 -> HevcConfiguration.of(keyframe).then(HevcConfiguration::write);
            case AV1 -> Av1Configuration.of(keyframe).then(Av1Configuration::write);
            case VP8 -> VpConfiguration.ofVp8(keyframe).then(vpcC -> Parsed.ok(vpcC.write()));
            case VP9 -> VpConfiguration.ofVp9(keyframe).then(vpcC -> Parsed.ok(vpcC.write()));
            case OPUS, AAC -> Parsed.malformed("flv-codec");
        };
    }

    static Bytes ofSound(Track track) {
        return track.codec() == Codec.OPUS && track.configuration().isEmpty() ? OPUS_HEAD : track.configuration();
    }
}
