package io.glasscast.protocol.fmp4;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Av1Configuration;
import io.glasscast.bitstream.Av1SequenceHeader;
import io.glasscast.bitstream.AvcConfiguration;
import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.bitstream.H265SequenceParameterSet;
import io.glasscast.bitstream.HevcConfiguration;
import io.glasscast.bitstream.PictureSize;
import io.glasscast.bitstream.VpConfiguration;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;

/// How a track is coded, as `stsd` says it (ISO/IEC 14496-12 §8.5.2), with what a decoder must know beforehand.
///
/// @param box        the whole box
/// @param codecs     as RFC 6381 writes it
/// @param timescale  what the track's media time is best counted in
/// @param width      0 of sound
/// @param height     0 of sound
/// @param sampleRate 0 of pictures
/// @param channels   0 of pictures
record SampleEntry(
        Codec codec, Bytes box, String codecs, int timescale, int width, int height, int sampleRate, int channels) {
    private static final int VIDEO_TIMESCALE = 90_000;
    private static final int OPUS_RATE = 48_000;
    /// Bytes of OpusHead without a channel mapping table (RFC 7845 §5.1).
    private static final int OPUS_HEAD = 19;
    /// Bytes of an AudioSpecificConfig that descriptors of less than 128 bytes have place for. Real ones have 2 to 40.
    private static final int MAX_AAC_CONFIGURATION = 104;
    /// 72 pixels an inch, 16.16.
    private static final int RESOLUTION = 0x0048_0000;

    private static final int DEPTH = 0x18;

    /// The entry that a keyframe's own parameters make.
    ///
    /// @return malformed when the keyframe has none that can be read, or the codec has no place in MP4 here
    static Parsed<SampleEntry> ofKeyframe(Codec codec, Bytes keyframe) {
        return PictureSize.of(codec, keyframe).then(size -> switch (codec) {
            case H264 ->
                AvcConfiguration.of(keyframe).then(avc -> picture(codec, "avc1", "avcC", avc.write(), avc1(avc), size));
            case H265 -> HevcConfiguration.of(keyframe).then(hevc -> hevc1(hevc, size));
            case AV1 ->
                Av1Configuration.of(keyframe)
                        .then(Av1Configuration::write)
                        .then(record -> Av1SequenceHeader.find(keyframe)
                                .then(header -> picture(codec, "av01", "av1C", record, header.codecString(), size)));
            case VP9 -> VpConfiguration.ofVp9(keyframe).then(vp -> vp09(vp, size));
            case VP8, OPUS, AAC -> Parsed.malformed("mp4-codec");
        });
    }

    /// The entry of a track of sound.
    ///
    /// @return malformed when the track's configuration cannot be read
    static Parsed<SampleEntry> ofSound(Track track) {
        return switch (track.codec()) {
            case AAC ->
                AudioSpecificConfig.parse(track.configuration()).then(config -> mp4a(track.configuration(), config));
            case OPUS -> opus(track.configuration());
            case H264, H265, VP8, VP9, AV1 -> Parsed.malformed("mp4-codec");
        };
    }

    private static String avc1(AvcConfiguration avc) {
        return "avc1." + avc.sequenceSets().getFirst().slice(1, 3).hex();
    }

    private static Parsed<SampleEntry> hevc1(HevcConfiguration hevc, PictureSize size) {
        for (var set : hevc.parameterSets())
            if (H265NalUnit.type(set) == H265NalUnit.SPS)
                return H265SequenceParameterSet.parse(set)
                        .then(sps -> hevc.write()
                                .then(record -> picture(
                                        Codec.H265,
                                        "hvc1",
                                        "hvcC",
                                        record,
                                        sps.profileTierLevel().codecString(),
                                        size)));
        return Parsed.malformed("h265-no-sps");
    }

    private static Parsed<SampleEntry> vp09(VpConfiguration vp, PictureSize size) {
        var record = new BoxWriter();
        record.out().u8(1).u24(0).bytes(vp.write());
        var codecs = "vp09.%02d.%02d.%02d".formatted(vp.profile(), vp.level(), vp.bitDepth());
        return picture(Codec.VP9, "vp09", "vpcC", record.toBytes(), codecs, size);
    }

    /// VisualSampleEntry (ISO/IEC 14496-12 §12.1.3) around a configuration box.
    private static Parsed<SampleEntry> picture(
            Codec codec, String type, String configuration, Bytes record, String codecs, PictureSize size) {
        var boxes = new BoxWriter();
        boxes.box(type, () -> {
            boxes.out()
                    .zeros(6)
                    .u16(1) // data_reference_index
                    .zeros(16)
                    .u16(size.width())
                    .u16(size.height())
                    .u32(RESOLUTION)
                    .u32(RESOLUTION)
                    .u32(0)
                    .u16(1) // frame_count
                    .zeros(32) // compressorname
                    .u16(DEPTH)
                    .u16(0xFFFF);
            boxes.box(configuration, () -> boxes.out().bytes(record));
        });
        return Parsed.ok(
                new SampleEntry(codec, boxes.toBytes(), codecs, VIDEO_TIMESCALE, size.width(), size.height(), 0, 0));
    }

    /// MP4AudioSampleEntry (ISO/IEC 14496-14 §6.7).
    private static Parsed<SampleEntry> mp4a(Bytes configuration, AudioSpecificConfig config) {
        if (configuration.length() > MAX_AAC_CONFIGURATION) return Parsed.malformed("aac-config-long");
        int objectType = configuration.u8(0) >>> 3;
        var boxes = new BoxWriter();
        boxes.box("mp4a", () -> {
            sound(boxes, config.channels(), config.sampleRate());
            boxes.fullBox("esds", 0, 0, () -> elementaryStream(boxes, configuration));
        });
        return Parsed.ok(new SampleEntry(
                Codec.AAC,
                boxes.toBytes(),
                "mp4a.40." + objectType,
                config.sampleRate(),
                0,
                0,
                config.sampleRate(),
                config.channels()));
    }

    /// ES_Descriptor and the descriptors in it (ISO/IEC 14496-1 §7.2.6.5), each shorter than 128 bytes.
    private static void elementaryStream(BoxWriter boxes, Bytes configuration) {
        int specific = 2 + configuration.length();
        int decoder = 13 + specific;
        boxes.out()
                .u8(3) // ES_DescrTag
                .u8(3 + 2 + decoder + 3)
                .u16(0)
                .u8(0)
                .u8(4) // DecoderConfigDescrTag
                .u8(decoder)
                .u8(0x40) // MPEG-4 audio
                .u8(0x15) // audio stream, upstream 0, reserved 1
                .u24(0)
                .u32(0)
                .u32(0)
                .u8(5) // DecSpecificInfoTag
                .u8(configuration.length())
                .bytes(configuration)
                .u8(6) // SLConfigDescrTag: predefined for MP4
                .u8(1)
                .u8(2);
    }

    /// OpusSampleEntry and OpusSpecificBox (Opus-ISOBMFF §4.3), whose numbers have network order where OpusHead's have
    /// the other.
    private static Parsed<SampleEntry> opus(Bytes head) {
        boolean told = head.length() >= OPUS_HEAD;
        int channels = told ? head.u8(9) : 2;
        if (channels == 0) return Parsed.malformed("opus-head-channels");
        var boxes = new BoxWriter();
        boxes.box("Opus", () -> {
            sound(boxes, channels, OPUS_RATE);
            boxes.box("dOps", () -> {
                var out = boxes.out().u8(0).u8(channels);
                if (told)
                    out.u16(Short.reverseBytes((short) head.u16(10)))
                            .u32(Integer.reverseBytes((int) head.u32(12)))
                            .u16(Short.reverseBytes((short) head.u16(16)))
                            .bytes(head.from(18));
                else out.u16(0).u32(OPUS_RATE).u16(0).u8(0);
            });
        });
        return Parsed.ok(new SampleEntry(Codec.OPUS, boxes.toBytes(), "opus", OPUS_RATE, 0, 0, OPUS_RATE, channels));
    }

    /// AudioSampleEntry (ISO/IEC 14496-12 §12.2.3). A rate that does not fit 16.16 is left to the configuration.
    private static void sound(BoxWriter boxes, int channels, int sampleRate) {
        boxes.out()
                .zeros(6)
                .u16(1) // data_reference_index
                .zeros(8)
                .u16(channels)
                .u16(16) // samplesize
                .u32(0)
                .u32(sampleRate > 0xFFFF ? 0 : (long) sampleRate << 16);
    }
}
