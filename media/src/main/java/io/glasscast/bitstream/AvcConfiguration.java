package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// AVCDecoderConfigurationRecord, `avcC` (ISO/IEC 14496-15 §5.3.3.1): H.264's parameter sets outside of its frames.
///
/// @param prefix bytes of the length in front of each NAL unit of a frame: 1, 2 or 4 (3 is taken as well)
public record AvcConfiguration(int prefix, List<Bytes> sequenceSets, List<Bytes> pictureSets) {
    /// numOfSequenceParameterSets has five bits.
    private static final int MAX_SEQUENCE_SETS = 31;
    /// numOfPictureParameterSets has eight.
    private static final int MAX_PICTURE_SETS = 255;

    private static final int FIXED_LENGTH = 6;
    /// The header of the NAL unit, and what a record repeats: profile, constraint flags and level.
    private static final int LEAST_SEQUENCE_SET = 4;

    public AvcConfiguration {
        sequenceSets = List.copyOf(sequenceSets);
        pictureSets = List.copyOf(pictureSets);
    }

    /// The parameter sets in a keyframe.
    ///
    /// @return malformed when it lacks one of the kinds, or cannot be split
    public static Parsed<AvcConfiguration> of(Bytes keyframe) {
        return NalUnits.split(keyframe).then(nals -> {
            var sequence = sets(nals, H264NalUnit.SPS, MAX_SEQUENCE_SETS);
            var picture = sets(nals, H264NalUnit.PPS, MAX_PICTURE_SETS);
            if (sequence.isEmpty() || sequence.getFirst().length() < LEAST_SEQUENCE_SET)
                return Parsed.malformed("h264-no-sps");
            if (picture.isEmpty()) return Parsed.malformed("h264-no-pps");
            return Parsed.ok(new AvcConfiguration(NalUnits.PREFIX, sequence, picture));
        });
    }

    /// Whether NAL units bring all that a decoder must know before the slices among them.
    public static boolean hasParameterSets(List<Bytes> nals) {
        return nals.stream().anyMatch(nal -> H264NalUnit.type(nal) == H264NalUnit.SPS)
                && nals.stream().anyMatch(nal -> H264NalUnit.type(nal) == H264NalUnit.PPS);
    }

    private static List<Bytes> sets(List<Bytes> nals, int type, int most) {
        return nals.stream()
                .filter(nal -> H264NalUnit.type(nal) == type)
                .distinct()
                .limit(most)
                .toList();
    }

    public static Parsed<AvcConfiguration> parse(Bytes record) {
        if (record.length() < FIXED_LENGTH) return Parsed.malformed("avcc-short");
        if (record.u8(0) != 1) return Parsed.malformed("avcc-version");
        int prefix = (record.u8(4) & 3) + 1;
        var sequence = new ArrayList<Bytes>();
        var picture = new ArrayList<Bytes>();
        int at = ParameterSetList.read(record, FIXED_LENGTH, record.u8(5) & 0x1F, sequence);
        if (at < 0 || at == record.length()) return Parsed.malformed("avcc-truncated");
        at = ParameterSetList.read(record, at + 1, record.u8(at), picture);
        if (at < 0) return Parsed.malformed("avcc-truncated");
        if (sequence.isEmpty() || picture.isEmpty()) return Parsed.malformed("avcc-empty");
        if (sequence.getFirst().length() < LEAST_SEQUENCE_SET) return Parsed.malformed("avcc-short-sps");
        return Parsed.ok(new AvcConfiguration(prefix, sequence, picture));
    }

    /// The record, for frames of 32-bit lengths.
    public Bytes write() {
        var sps = sequenceSets.getFirst();
        var record = new ByteWriter()
                .u8(1)
                .bytes(sps.slice(1, 3)) // profile, constraint flags, level
                .u8(0xFC | NalUnits.PREFIX - 1)
                .u8(0xE0 | sequenceSets.size());
        ParameterSetList.write(record, sequenceSets);
        record.u8(pictureSets.size());
        ParameterSetList.write(record, pictureSets);
        writeFormat(record, sps);
        return record.toBytes();
    }

    /// The part that only the high profiles have: chroma format and bit depths.
    private static void writeFormat(ByteWriter record, Bytes sps) {
        switch (sps.u8(1)) {
            case 66, 77, 88 -> {}
            default -> {
                var bits = BitReader.rbsp(sps, 4);
                bits.ue(); // seq_parameter_set_id
                long chroma = bits.ue();
                if (chroma == 3) bits.skip(1); // separate_colour_plane_flag
                record.u8(0xFC | chroma & 3)
                        .u8(0xF8 | bits.ue() & 7)
                        .u8(0xF8 | bits.ue() & 7)
                        .u8(0); // sequence parameter set extensions
            }
        }
    }

    /// All parameter sets, in the order in which they go in front of a keyframe.
    public List<Bytes> parameterSets() {
        var all = new ArrayList<>(sequenceSets);
        all.addAll(pictureSets);
        return all;
    }
}
