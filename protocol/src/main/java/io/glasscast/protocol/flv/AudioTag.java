package io.glasscast.protocol.flv;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;

/// The body of an audio tag (FLV §E.4.2.1, Enhanced RTMP v2 "Enhanced Audio").
/// ```
/// | format (4) | rate (2) | size (1) | type (1) | AACPacketType (8), if AAC | …
/// | 9 (4)      | packet (4) | FourCC (32) | …
/// ```
public sealed interface AudioTag {
    /// AudioSpecificConfig of AAC, OpusHead of Opus.
    record Configuration(Codec codec, Bytes configuration) implements AudioTag {}

    /// One access unit or packet.
    record Sound(Codec codec, int offsetNanos, Bytes data) implements AudioTag {}

    /// Nothing to decode: the end of a sequence, how channels are laid out in order as usual.
    record Aside() implements AudioTag {}

    /// Well formed, but nothing that we take.
    ///
    /// @param what in words, such as `MP3 sound`
    record Refused(String what) implements AudioTag {}

    int AAC = 10;
    int ENHANCED = 9;
    /// What every AAC tag starts with, whatever the sound is like: 44 kHz, 16 bits, stereo (FLV §E.4.2.1).
    int AAC_FIRST = 0xAF;

    static Parsed<AudioTag> parse(Bytes body) {
        if (body.isEmpty()) return Parsed.malformed("flv-audio-empty");
        int format = body.u8(0) >>> 4;
        if (format == ENHANCED) return enhanced(body);
        if (format != AAC) return Parsed.ok(new Refused(name(format) + " sound"));
        if (body.length() < 2) return Parsed.malformed("flv-audio-short");
        return switch (body.u8(1)) {
            case 0 -> Parsed.ok(new Configuration(Codec.AAC, body.from(2)));
            case 1 -> Parsed.ok(new Sound(Codec.AAC, 0, body.from(2)));
            default -> Parsed.malformed("flv-aac-packet-type");
        };
    }

    private static Parsed<AudioTag> enhanced(Bytes body) {
        return ExHeader.parse(body).then(header -> {
            if (header.packetType() == ExHeader.MULTITRACK_AUDIO) return Parsed.ok(new Refused("multitrack sound"));
            int at = header.length();
            if (body.length() - at < 4) return Parsed.malformed("flv-audio-short");
            var name = FourCc.name(body.u32(at));
            var codec = FourCc.codec(name);
            if (codec.isEmpty() || codec.get().kind() != Codec.Kind.AUDIO)
                return Parsed.ok(new Refused(words(name) + " sound"));
            var rest = body.from(at + 4);
            return switch (header.packetType()) {
                case ExHeader.SEQUENCE_START -> Parsed.ok(new Configuration(codec.get(), rest));
                case ExHeader.CODED_FRAMES -> Parsed.ok(new Sound(codec.get(), header.offsetNanos(), rest));
                case ExHeader.SEQUENCE_END -> Parsed.ok(new Aside());
                case ExHeader.ABOUT -> channels(rest);
                default -> Parsed.malformed("flv-audio-packet-type");
            };
        });
    }

    /// AudioPacketType.MultichannelConfig: order, count, then where each channel belongs. Up to two channels mean what
    /// they always mean.
    private static Parsed<AudioTag> channels(Bytes rest) {
        if (rest.length() < 2) return Parsed.malformed("flv-audio-channels");
        return Parsed.ok(rest.u8(1) <= 2 ? new Aside() : new Refused("multichannel sound"));
    }

    private static String words(String fourCc) {
        return switch (fourCc) {
            case "ac-3" -> "AC-3";
            case "ec-3" -> "E-AC-3";
            case "fLaC" -> "FLAC";
            case ".mp3" -> "MP3";
            default -> fourCc;
        };
    }

    private static String name(int format) {
        return switch (format) {
            case 0, 3 -> "uncompressed";
            case 1 -> "ADPCM";
            case 2, 14 -> "MP3";
            case 4, 5, 6 -> "Nellymoser";
            case 7, 8 -> "G.711";
            case 11 -> "Speex";
            default -> "unknown";
        };
    }

    /// The body of the tag that configures the decoder.
    static Bytes configuration(Codec codec, Bytes configuration) {
        return body(codec, ExHeader.SEQUENCE_START, configuration);
    }

    /// The body of the tag of one access unit or packet.
    static Bytes sound(Codec codec, Bytes data) {
        return body(codec, ExHeader.CODED_FRAMES, data);
    }

    private static Bytes body(Codec codec, int packetType, Bytes data) {
        var body = new ByteWriter(data.length() + 5);
        // AACPacketType and AudioPacketType agree on 0 and 1.
        if (codec == Codec.AAC) body.u8(AAC_FIRST).u8(packetType);
        else body.u8(ENHANCED << 4 | packetType).u32(FourCc.code(codec));
        return body.bytes(data).take();
    }
}
