package io.glasscast.protocol.fmp4;

import io.glasscast.bitstream.H264SequenceParameterSet;
import io.glasscast.kernel.Bytes;

/// What an initialisation segment says of itself, read from its boxes as a decoder reads them.
///
/// @param codecs     RFC 6381, worked out from the configuration record
/// @param timescale  ticks a second
/// @param width      0 of sound
/// @param height     0 of sound
/// @param sampleRate 0 of pictures
/// @param channels   0 of pictures
public record Described(String codecs, int timescale, int width, int height, int sampleRate, int channels) {
    /// Bytes of a VisualSampleEntry and of an AudioSampleEntry before the boxes in them (ISO/IEC 14496-12 §12).
    private static final int PICTURE = 78, SOUND = 28;

    /// Channels by AudioSpecificConfig's channelConfiguration (ISO/IEC 14496-3 §1.6.3.5).
    private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8};

    public static Described of(Bytes init) {
        int timescale = (int) Boxes.at(init, "moov/trak/mdia/mdhd").u32(12);
        var entry = Boxes.of(Boxes.at(init, "moov/trak/mdia/minf/stbl/stsd").from(8))
                .getFirst();
        return switch (entry.type()) {
            case "avc1" -> avc(entry.content(), timescale);
            case "hvc1" ->
                pictures(
                        entry.content(),
                        timescale,
                        hevc(Boxes.at(entry.content().from(PICTURE), "hvcC")));
            case "av01" ->
                pictures(
                        entry.content(), timescale, av1(Boxes.at(entry.content().from(PICTURE), "av1C")));
            case "vp09" ->
                pictures(
                        entry.content(), timescale, vp9(Boxes.at(entry.content().from(PICTURE), "vpcC")));
            case "mp4a" -> aac(entry.content(), timescale);
            case "Opus" -> {
                var head = Boxes.at(entry.content().from(SOUND), "dOps");
                yield new Described("opus", timescale, 0, 0, 48_000, head.u8(1));
            }
            default -> throw new AssertionError(entry.type());
        };
    }

    private static Described pictures(Bytes entry, int timescale, String codecs) {
        return new Described(codecs, timescale, entry.u16(24), entry.u16(26), 0, 0);
    }

    /// AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1): the size, too, is what its parameter set says.
    private static Described avc(Bytes entry, int timescale) {
        var record = Boxes.at(entry.from(PICTURE), "avcC");
        var size = H264SequenceParameterSet.parse(record.slice(8, record.u16(6)))
                .orThrow()
                .size();
        var described = pictures(entry, timescale, "avc1." + record.slice(1, 3).hex());
        if (described.width() != size.width() || described.height() != size.height())
            throw new AssertionError(described + " of " + size);
        return described;
    }

    /// HEVCDecoderConfigurationRecord, and the string of ISO/IEC 14496-15 §E.3.
    private static String hevc(Bytes record) {
        var codecs = new StringBuilder("hvc1.");
        int first = record.u8(1);
        if (first >>> 6 > 0) codecs.append((char) ('A' - 1 + (first >>> 6)));
        codecs.append(first & 0x1F).append('.');
        codecs.append(Integer.toHexString(Integer.reverse((int) record.u32(2))).toUpperCase(java.util.Locale.ROOT));
        codecs.append('.').append((first & 0x20) == 0 ? 'L' : 'H').append(record.u8(12));
        int constraints = 6;
        while (constraints > 0 && record.u8(5 + constraints) == 0) constraints--;
        for (int i = 0; i < constraints; i++) codecs.append(".%X".formatted(record.u8(6 + i)));
        return codecs.toString();
    }

    /// AV1CodecConfigurationRecord (AV1-ISOBMFF §2.3.3, §5).
    private static String av1(Bytes record) {
        boolean high = (record.u8(2) & 0x40) != 0;
        boolean twelve = (record.u8(2) & 0x20) != 0;
        return "av01.%d.%02d%s.%02d"
                .formatted(
                        record.u8(1) >>> 5,
                        record.u8(1) & 0x1F,
                        (record.u8(2) & 0x80) == 0 ? "M" : "H",
                        twelve ? 12 : high ? 10 : 8);
    }

    /// VPCodecConfigurationRecord (VP-ISOBMFF), behind version and flags.
    private static String vp9(Bytes record) {
        return "vp09.%02d.%02d.%02d".formatted(record.u8(4), record.u8(5), record.u8(6) >>> 4);
    }

    /// The descriptors of `esds` down to the AudioSpecificConfig (ISO/IEC 14496-1 §7.2.6, ISO/IEC 14496-3 §1.6.2.1).
    private static Described aac(Bytes entry, int timescale) {
        var stream = descriptor(3, Boxes.at(entry.from(SOUND), "esds").from(4)).from(3);
        var decoder = descriptor(4, stream);
        if (decoder.u8(0) != 0x40) throw new AssertionError("not MPEG-4 audio");
        var config = descriptor(5, decoder.from(13));
        int objectType = config.u8(0) >>> 3;
        int channels = CHANNELS[config.u8(1) >>> 3 & 0xF];
        if (entry.u16(16) != channels) throw new AssertionError("channels differ");
        return new Described("mp4a.40." + objectType, timescale, 0, 0, (int) (entry.u32(24) >>> 16), channels);
    }

    /// The content of the descriptor that comes first, which must have that tag.
    private static Bytes descriptor(int tag, Bytes bytes) {
        if (bytes.u8(0) != tag) throw new AssertionError("descriptor " + bytes.u8(0) + " instead of " + tag);
        int at = 1;
        int size = 0;
        while (bytes.u8(at) >= 0x80) size = size << 7 | bytes.u8(at++) & 0x7F;
        size = size << 7 | bytes.u8(at++);
        return bytes.slice(at, size);
    }
}
