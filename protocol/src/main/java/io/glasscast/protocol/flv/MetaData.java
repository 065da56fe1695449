package io.glasscast.protocol.flv;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.PictureSize;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.flv.amf0.Amf0Reader;
import io.glasscast.protocol.flv.amf0.Amf0Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// onMetaData: what a stream says about itself before its first tag of media (FLV §E.5).
///
/// @param properties as they came, such as `width` and `audiocodecid`
public record MetaData(Map<String, Amf0> properties) {
    public static final String NAME = "onMetaData";
    /// In front of the name when a publisher wants the server to keep it for those who join later.
    public static final String SET_DATA_FRAME = "@setDataFrame";

    private static final String ENCODER = "Glasscast";
    private static final int OPUS_SAMPLE_RATE = 48_000;

    /// Reads a data tag.
    ///
    /// @return empty when it is data of another kind
    public static Parsed<Optional<MetaData>> parse(Bytes body) {
        return Amf0Reader.all(body).then(values -> Parsed.ok(of(values)));
    }

    private static Optional<MetaData> of(List<Amf0> values) {
        int at = !values.isEmpty() && values.getFirst().equals(Amf0.of(SET_DATA_FRAME)) ? 1 : 0;
        if (values.size() < at + 2 || !values.get(at).equals(Amf0.of(NAME))) return Optional.empty();
        return Optional.of(new MetaData(values.get(at + 1).object()));
    }

    /// Whether there will be sound, as far as it says.
    boolean announcesSound() {
        return properties.containsKey("audiocodecid");
    }

    boolean announcesPictures() {
        return properties.containsKey("videocodecid");
    }

    /// About these tracks; `keyframe` is of the first, and empty where there is none.
    static MetaData of(Optional<Track> video, Bytes keyframe, Optional<Track> audio) {
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("duration", Amf0.of(0)); // live
        video.ifPresent(track -> {
            if (PictureSize.of(track.codec(), keyframe) instanceof Parsed.Ok<PictureSize>(var size)) {
                properties.put("width", Amf0.of(size.width()));
                properties.put("height", Amf0.of(size.height()));
            }
            properties.put("videocodecid", Amf0.of(codecId(track.codec())));
        });
        audio.ifPresent(track -> {
            properties.put("audiocodecid", Amf0.of(codecId(track.codec())));
            int rate = OPUS_SAMPLE_RATE;
            int channels = 2;
            if (track.codec() == Codec.AAC
                    && AudioSpecificConfig.parse(track.configuration())
                            instanceof Parsed.Ok<AudioSpecificConfig>(var config)) {
                rate = config.sampleRate();
                channels = config.channels();
            }
            properties.put("audiosamplerate", Amf0.of(rate));
            properties.put("audiosamplesize", Amf0.of(16));
            properties.put("stereo", Amf0.of(channels > 1));
        });
        properties.put("encoder", Amf0.of(ENCODER));
        return new MetaData(properties);
    }

    /// The number that FLV gave a codec; for those of later, their FourCC as a number (Enhanced RTMP v2, "Metadata").
    private static double codecId(Codec codec) {
        return switch (codec) {
            case H264 -> VideoTag.AVC;
            case AAC -> AudioTag.AAC;
            case H265, VP8, VP9, AV1, OPUS -> FourCc.code(codec) & 0xFFFF_FFFFL;
        };
    }

    /// The body of its data tag.
    Bytes write() {
        return Amf0Writer.write(Amf0.of(NAME), new Amf0.EcmaArray(properties));
    }
}
