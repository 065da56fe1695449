package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;

/// An AV1 sequence header as far as the `av01` codec string needs it (AV1 §5.5).
///
/// @param level      seq_level_idx of operating point 0
/// @param highTier   seq_tier of operating point 0
/// @param width      max_frame_width_minus_1 + 1
/// @param height     max_frame_height_minus_1 + 1
/// @param bitDepth   8, 10 or 12
/// @param monochrome whether there is no chroma
public record Av1SequenceHeader(
        int profile, int level, boolean highTier, int width, int height, int bitDepth, boolean monochrome) {

    /// Finds and reads the one in a temporal unit.
    public static Parsed<Av1SequenceHeader> find(Bytes temporalUnit) {
        return Av1Obu.split(temporalUnit).then(Av1SequenceHeader::first);
    }

    private static Parsed<Av1SequenceHeader> first(List<Av1Obu> units) {
        for (var unit : units) if (unit.type() == Av1Obu.SEQUENCE_HEADER) return parse(unit.payload());
        return Parsed.malformed("av1-no-sequence-header");
    }

    /// Reads sequence_header_obu(), the payload of its OBU.
    public static Parsed<Av1SequenceHeader> parse(Bytes payload) {
        var bits = new BitReader(payload);
        int profile = bits.i(3);
        if (profile > 2) return Parsed.malformed("av1-profile");
        bits.skip(1); // still_picture
        boolean reduced = bits.flag();
        int level;
        boolean highTier = false;
        if (reduced) {
            level = bits.i(5);
        } else {
            int delayLength = 0; // buffer_delay_length_minus_1 + 1
            boolean decoderModel = false;
            if (bits.flag()) { // timing_info_present_flag
                bits.skip(64); // num_units_in_display_tick, time_scale
                if (bits.flag()) bits.ue(); // num_ticks_per_picture_minus_1, uvlc() is ue(v)
                decoderModel = bits.flag();
                if (decoderModel) {
                    delayLength = bits.i(5) + 1;
                    bits.skip(32 + 5 + 5); // num_units_in_decoding_tick, two lengths
                }
            }
            boolean displayDelay = bits.flag();
            int points = bits.i(5) + 1;
            level = 0;
            for (int point = 0; point < points; point++) {
                bits.skip(12); // operating_point_idc
                int pointLevel = bits.i(5);
                boolean tier = pointLevel > 7 && bits.flag();
                if (point == 0) {
                    level = pointLevel;
                    highTier = tier;
                }
                if (decoderModel && bits.flag()) bits.skip(2 * delayLength + 1);
                if (displayDelay && bits.flag()) bits.skip(4);
            }
        }
        int widthBits = bits.i(4) + 1;
        int heightBits = bits.i(4) + 1;
        int width = bits.i(widthBits) + 1;
        int height = bits.i(heightBits) + 1;
        tools(bits, reduced);
        // color_config() (§5.5.2)
        boolean high = bits.flag();
        int bitDepth = profile == 2 && high ? (bits.flag() ? 12 : 10) : high ? 10 : 8;
        boolean monochrome = profile != 1 && bits.flag();
        if (bits.overran()) return Parsed.malformed("av1-sequence-header-short");
        return Parsed.ok(new Av1SequenceHeader(profile, level, highTier, width, height, bitDepth, monochrome));
    }

    /// The coding tool switches between size and colour.
    private static void tools(BitReader bits, boolean reduced) {
        if (!reduced && bits.flag()) bits.skip(4 + 3); // frame ids: lengths
        bits.skip(3); // 128x128 superblocks, filter intra, intra edge filter
        if (!reduced) {
            bits.skip(4); // inter-intra, masked compound, warped motion, dual filter
            boolean orderHint = bits.flag();
            if (orderHint) bits.skip(2); // joint compound, reference motion vectors
            boolean chooseScreenContent = bits.flag();
            boolean screenContent = chooseScreenContent || bits.flag();
            if (screenContent && !bits.flag()) bits.skip(1); // seq_force_integer_mv unless chosen per frame
            if (orderHint) bits.skip(3); // order_hint_bits_minus_1
        }
        bits.skip(3); // superres, cdef, restoration
    }

    public PictureSize size() {
        return new PictureSize(width, height);
    }

    /// The codec string of ISO media (AV1-ISOBMFF §5): `av01.0.08M.08`.
    public String codecString() {
        return "av01.%d.%02d%s.%02d".formatted(profile, level, highTier ? "H" : "M", bitDepth);
    }
}
