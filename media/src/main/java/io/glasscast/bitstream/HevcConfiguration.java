package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// HEVCDecoderConfigurationRecord, `hvcC` (ISO/IEC 14496-15 §8.3.3.1): H.265's parameter sets outside of its frames.
///
/// @param prefix        bytes of the length in front of each NAL unit of a frame
/// @param parameterSets VPS, SPS and PPS, in the order in which they go in front of a keyframe
public record HevcConfiguration(int prefix, List<Bytes> parameterSets) {
    private static final int FIXED_LENGTH = 23;
    /// Arrays are one a NAL unit type, and a type has six bits.
    private static final int MAX_ARRAYS = 64;
    /// VPS and SPS ids go to 15, PPS ids to 63.
    private static final int MAX_SETS = 96;

    private static final List<Integer> TYPES = List.of(H265NalUnit.VPS, H265NalUnit.SPS, H265NalUnit.PPS);

    public HevcConfiguration {
        parameterSets = List.copyOf(parameterSets);
    }

    /// The parameter sets in a keyframe.
    ///
    /// @return malformed when it lacks one of the kinds, or cannot be split
    public static Parsed<HevcConfiguration> of(Bytes keyframe) {
        return NalUnits.split(keyframe).then(nals -> of(NalUnits.PREFIX, nals));
    }

    /// Whether NAL units bring all that a decoder must know before the slices among them.
    public static boolean hasParameterSets(List<Bytes> nals) {
        return TYPES.stream().allMatch(type -> nals.stream().anyMatch(nal -> H265NalUnit.type(nal) == type));
    }

    private static Parsed<HevcConfiguration> of(int prefix, List<Bytes> nals) {
        var sets = new ArrayList<Bytes>();
        for (int type : TYPES) {
            int before = sets.size();
            nals.stream()
                    .filter(nal -> H265NalUnit.type(nal) == type)
                    .distinct()
                    .limit(MAX_SETS - before)
                    .forEach(sets::add);
            if (sets.size() == before) return Parsed.malformed("h265-no-parameter-sets");
        }
        return Parsed.ok(new HevcConfiguration(prefix, sets));
    }

    public static Parsed<HevcConfiguration> parse(Bytes record) {
        if (record.length() < FIXED_LENGTH) return Parsed.malformed("hvcc-short");
        // Version 0 is what some encoders wrote before the standard was out.
        if (record.u8(0) > 1) return Parsed.malformed("hvcc-version");
        int prefix = (record.u8(21) & 3) + 1;
        int arrays = record.u8(22);
        if (arrays > MAX_ARRAYS) return Parsed.malformed("hvcc-arrays");
        var nals = new ArrayList<Bytes>();
        int at = FIXED_LENGTH;
        for (int n = arrays; n > 0; n--) {
            if (record.length() - at < 3) return Parsed.malformed("hvcc-truncated");
            int count = record.u16(at + 1);
            if (count > MAX_SETS) return Parsed.malformed("hvcc-sets");
            at = ParameterSetList.read(record, at + 3, count, nals);
            if (at < 0) return Parsed.malformed("hvcc-truncated");
        }
        return of(prefix, nals);
    }

    /// The record, for frames of 32-bit lengths.
    ///
    /// @return malformed when the SPS cannot be read
    public Parsed<Bytes> write() {
        var first = ofType(H265NalUnit.SPS).getFirst();
        return H265SequenceParameterSet.parse(first).then(sps -> {
            var ptl = sps.profileTierLevel();
            int subLayers = (first.u8(H265NalUnit.HEADER) >>> 1 & 7) + 1;
            int nested = first.u8(H265NalUnit.HEADER) & 1;
            var record = new ByteWriter()
                    .u8(1)
                    .u8(ptl.profileSpace() << 6 | (ptl.highTier() ? 0x20 : 0) | ptl.profile())
                    .u32(ptl.compatibility())
                    .u16(ptl.constraints() >>> 32)
                    .u32(ptl.constraints())
                    .u8(ptl.level())
                    .u16(0xF000) // min_spatial_segmentation_idc: not known
                    .u8(0xFC) // parallelismType: not known
                    .u8(0xFC | sps.chromaFormat())
                    // Chroma's depth is luma's in every profile that is streamed (8 or 10 bits, A.3).
                    .u8(0xF8 | sps.bitDepth() - 8 & 7)
                    .u8(0xF8 | sps.bitDepth() - 8 & 7)
                    .u16(0) // avgFrameRate: not known
                    .u8(subLayers << 3 | nested << 2 | NalUnits.PREFIX - 1)
                    .u8(TYPES.size());
            for (int type : TYPES) {
                var sets = ofType(type);
                record.u8(0x80 | type).u16(sets.size()); // array_completeness
                ParameterSetList.write(record, sets);
            }
            return Parsed.ok(record.toBytes());
        });
    }

    private List<Bytes> ofType(int type) {
        return parameterSets.stream()
                .filter(nal -> H265NalUnit.type(nal) == type)
                .toList();
    }
}
