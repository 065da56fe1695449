package io.glasscast.protocol.flv;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;

/// The body of a video tag (FLV §E.4.3.1, Enhanced RTMP v2 "Enhanced Video").
/// ```
/// |0| frame type (3) | codec (4) | AVCPacketType (8) | composition time (24) | …
/// |1| frame type (3) | packet (4) | FourCC (32) | composition time (24), if avc1 or hvc1 and not 0 | …
/// ```
public sealed interface VideoTag {
    /// The decoder configuration record: avcC, hvcC, av1C, vpcC.
    record Configuration(Codec codec, Bytes configuration) implements VideoTag {}

    /// One picture, in the shape that its configuration announces.
    ///
    /// @param compositionMillis from the tag's timestamp, which is the decoding time, to when it is shown
    /// @param offsetNanos       more of the same, below a millisecond
    record Picture(Codec codec, boolean keyframe, int compositionMillis, int offsetNanos, Bytes data)
            implements VideoTag {}

    /// Nothing to decode: the end of a sequence, a seek command, metadata about colours.
    record Aside() implements VideoTag {}

    /// Well formed, but nothing that we take.
    ///
    /// @param what in words, such as `Sorenson H.263 video`
    record Refused(String what) implements VideoTag {}

    int KEYFRAME = 1;
    int INTER_FRAME = 2;
    int COMMAND_FRAME = 5;
    int AVC = 7;
    /// Nobody assigned it, but cameras and encoders from before Enhanced RTMP use it for H.265, laid out like AVC.
    int HEVC = 12;

    static Parsed<VideoTag> parse(Bytes body) {
        if (body.isEmpty()) return Parsed.malformed("flv-video-empty");
        int first = body.u8(0);
        return (first & 0x80) != 0 ? enhanced(body, first >>> 4 & 7) : plain(body, first >>> 4, first & 0xF);
    }

    private static Parsed<VideoTag> plain(Bytes body, int frameType, int codecId) {
        if (frameType == COMMAND_FRAME) return Parsed.ok(new Aside());
        var codec = switch (codecId) {
            case AVC -> Codec.H264;
            case HEVC -> Codec.H265;
            default -> null;
        };
        if (codec == null) return Parsed.ok(new Refused(name(codecId) + " video"));
        if (body.length() < 5) return Parsed.malformed("flv-video-short");
        return switch (body.u8(1)) {
            case 0 -> Parsed.ok(new Configuration(codec, body.from(5)));
            case 1 -> Parsed.ok(new Picture(codec, frameType == KEYFRAME, signed24(body, 2), 0, body.from(5)));
            case 2 -> Parsed.ok(new Aside());
            default -> Parsed.malformed("flv-avc-packet-type");
        };
    }

    private static Parsed<VideoTag> enhanced(Bytes body, int frameType) {
        return ExHeader.parse(body).then(header -> {
            int type = header.packetType();
            if (type == ExHeader.MULTITRACK_VIDEO) return Parsed.ok(new Refused("multitrack video"));
            if (frameType == COMMAND_FRAME && type != ExHeader.ABOUT) return Parsed.ok(new Aside());
            int at = header.length();
            if (body.length() - at < 4) return Parsed.malformed("flv-video-short");
            var name = FourCc.name(body.u32(at));
            var codec = FourCc.codec(name);
            if (codec.isEmpty() || codec.get().kind() != Codec.Kind.VIDEO)
                return Parsed.ok(new Refused(name + " video"));
            var rest = body.from(at + 4);
            boolean keyframe = frameType == KEYFRAME;
            return switch (type) {
                case ExHeader.SEQUENCE_START -> Parsed.ok(new Configuration(codec.get(), rest));
                case ExHeader.CODED_FRAMES -> {
                    if (!composes(codec.get())) yield picture(codec.get(), keyframe, 0, header, rest);
                    if (rest.length() < 3) yield Parsed.malformed("flv-video-short");
                    yield picture(codec.get(), keyframe, signed24(rest, 0), header, rest.from(3));
                }
                case ExHeader.CODED_FRAMES_X -> picture(codec.get(), keyframe, 0, header, rest);
                case ExHeader.SEQUENCE_END, ExHeader.ABOUT -> Parsed.ok(new Aside());
                case ExHeader.MPEG2_SEQUENCE_START -> Parsed.ok(new Refused("MPEG-2 TS configured video"));
                default -> Parsed.malformed("flv-video-packet-type");
            };
        });
    }

    private static Parsed<VideoTag> picture(Codec codec, boolean key, int composition, ExHeader header, Bytes data) {
        return Parsed.ok(new Picture(codec, key, composition, header.offsetNanos(), data));
    }

    /// Whether coded frames have a composition time.
    private static boolean composes(Codec codec) {
        return codec == Codec.H264 || codec == Codec.H265;
    }

    private static int signed24(Bytes bytes, int at) {
        return bytes.u24(at) << 8 >> 8;
    }

    private static String name(int codecId) {
        return switch (codecId) {
            case 1 -> "JPEG";
            case 2 -> "Sorenson H.263";
            case 3, 6 -> "Screen";
            case 4, 5 -> "VP6";
            default -> "Unknown";
        };
    }

    /// The body of the tag that configures the decoder: H.264 as Flash did, everything else enhanced.
    static Bytes configuration(Codec codec, Bytes configuration) {
        var body = new ByteWriter(configuration.length() + 5);
        if (codec == Codec.H264) body.u8(KEYFRAME << 4 | AVC).u8(0).u24(0);
        else body.u8(0x80 | KEYFRAME << 4 | ExHeader.SEQUENCE_START).u32(FourCc.code(codec));
        return body.bytes(configuration).toBytes();
    }

    /// The body of the tag of one picture.
    ///
    /// @param compositionMillis 24 bits, signed; 0 for codecs that show what they decode at once
    static Bytes picture(Codec codec, boolean keyframe, int compositionMillis, Bytes data) {
        int frameType = keyframe ? KEYFRAME : INTER_FRAME;
        var body = new ByteWriter(data.length() + 8);
        if (codec == Codec.H264) {
            body.u8(frameType << 4 | AVC).u8(1).u24(compositionMillis);
        } else if (composes(codec) && compositionMillis != 0) {
            body.u8(0x80 | frameType << 4 | ExHeader.CODED_FRAMES)
                    .u32(FourCc.code(codec))
                    .u24(compositionMillis);
        } else {
            int type = composes(codec) ? ExHeader.CODED_FRAMES_X : ExHeader.CODED_FRAMES;
            body.u8(0x80 | frameType << 4 | type).u32(FourCc.code(codec));
        }
        return body.bytes(data).take();
    }
}
