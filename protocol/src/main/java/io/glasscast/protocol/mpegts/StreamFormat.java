package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;

/// What a stream of a program map is, by its stream_type (ISO/IEC 13818-1 Table 2-34) and descriptors.
sealed interface StreamFormat {
    /// One of those that we take.
    enum Taken implements StreamFormat {
        H264(Codec.H264),
        H265(Codec.H265),
        ADTS(Codec.AAC),
        LATM(Codec.AAC),
        /// One or two channels.
        OPUS(Codec.OPUS),
        OPUS_MONO(Codec.OPUS);

        private final Codec codec;

        Taken(Codec codec) {
            this.codec = codec;
        }

        Codec codec() {
            return codec;
        }
    }

    /// Picture or sound that we cannot take.
    record Refused(String name) implements StreamFormat {}

    /// Neither picture nor sound: splice points, metadata, subtitles.
    record Ignored() implements StreamFormat {}

    int H264_TYPE = 0x1B;
    int H265_TYPE = 0x24;
    int ADTS_TYPE = 0x0F;
    int LATM_TYPE = 0x11;
    /// PES packets with private data: descriptors say what.
    int PRIVATE_TYPE = 0x06;

    int REGISTRATION = 0x05;
    int EXTENSION = 0x7F;
    /// The user-defined extension that describes Opus (Opus in MPEG-TS §3).
    int OPUS_EXTENSION = 0x80;

    long OPUS_ID = 0x4F707573; // "Opus"
    long HEVC_ID = 0x48455643;
    long AC3_ID = 0x41432D33; // "AC-3"
    long EAC3_ID = 0x45414333;
    long AV1_ID = 0x41563031; // "AV01"
    long DTS_ID = 0x44545331; // "DTS1" to "DTS3"

    static StreamFormat of(ProgramMap.Stream stream) {
        return switch (stream.type()) {
            case H264_TYPE -> Taken.H264;
            case H265_TYPE -> Taken.H265;
            case ADTS_TYPE -> Taken.ADTS;
            case LATM_TYPE -> Taken.LATM;
            case PRIVATE_TYPE -> ofPrivate(stream.descriptors());
            case 0x01 -> new Refused("MPEG-1 video");
            case 0x02 -> new Refused("MPEG-2 video");
            case 0x03, 0x04 -> new Refused("MP2"); // Layers 1 to 3 share the type; the second is what is sent.
            case 0x10 -> new Refused("MPEG-4 video");
            case 0x1C -> new Refused("raw AAC");
            case 0x21 -> new Refused("JPEG 2000");
            case 0x33 -> new Refused("H.266");
            case 0x42, 0xD2, 0xD4 -> new Refused("AVS video");
            case 0x80 -> new Refused("PCM");
            case 0x81 -> new Refused("AC-3");
            case 0x82, 0x85, 0x8A -> new Refused("DTS");
            case 0x83 -> new Refused("TrueHD");
            case 0x84, 0x87 -> new Refused("E-AC-3");
            case 0xD1 -> new Refused("Dirac");
            case 0xEA -> new Refused("VC-1");
            default -> new Ignored();
        };
    }

    private static StreamFormat ofPrivate(Bytes descriptors) {
        boolean opus = false;
        int opusChannels = 2;
        for (int at = 0; at + 2 <= descriptors.length(); at += 2 + descriptors.u8(at + 1)) {
            int tag = descriptors.u8(at);
            int length = Math.min(descriptors.u8(at + 1), descriptors.length() - at - 2);
            int body = at + 2;
            switch (tag) {
                case REGISTRATION -> {
                    long id = length < 4 ? 0 : descriptors.u32(body);
                    if (id == HEVC_ID) return Taken.H265;
                    if (id == AC3_ID) return new Refused("AC-3");
                    if (id == EAC3_ID) return new Refused("E-AC-3");
                    if (id == AV1_ID) return new Refused("AV1");
                    if (id >= DTS_ID && id <= DTS_ID + 2) return new Refused("DTS");
                    opus |= id == OPUS_ID;
                }
                case EXTENSION -> {
                    if (length >= 2 && descriptors.u8(body) == OPUS_EXTENSION) opusChannels = descriptors.u8(body + 1);
                }
                // ETSI EN 300 468, annex D.
                case 0x6A -> {
                    return new Refused("AC-3");
                }
                case 0x7A -> {
                    return new Refused("E-AC-3");
                }
                case 0x7B -> {
                    return new Refused("DTS");
                }
                case 0x7C -> {
                    return new Refused("raw AAC");
                }
                default -> {}
            }
        }
        if (!opus) return new Ignored();
        return switch (opusChannels) {
            case 1 -> Taken.OPUS_MONO;
            case 2 -> Taken.OPUS;
            default -> new Refused("Opus with more than two channels");
        };
    }
}
