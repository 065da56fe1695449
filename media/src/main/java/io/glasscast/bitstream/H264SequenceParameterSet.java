package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.Optional;

/// An H.264 sequence parameter set (ITU-T H.264 §7.3.2.1.1) as far as sizes, codec strings and reordering need it.
///
/// @param constraints the byte of constraint_set flags
/// @param level       level_idc: ten times the level
/// @param orderType   pic_order_cnt_type: 2 means that output order is decoding order (§8.2.1.3)
/// @param size        after cropping
/// @param vui         video usability information, when sent
public record H264SequenceParameterSet(
        int profile,
        int constraints,
        int level,
        int id,
        int orderType,
        int maxRefFrames,
        PictureSize size,
        Optional<H264Vui> vui) {
    private static final int MAX_ID = 31;

    /// Level 6.2's MaxFS is 139264 macroblocks, and no side may exceed sqrt(8 * MaxFS) (§A.3.1).
    private static final int MAX_SIDE_IN_MBS = 1055;

    /// num_ref_frames_in_pic_order_cnt_cycle is at most 255 (§7.4.2.1.1).
    private static final int MAX_ORDER_CYCLE = 255;

    private static final int MAX_CHROMA_FORMAT = 3;

    /// Reads a whole NAL unit of type 7, with its header.
    public static Parsed<H264SequenceParameterSet> parse(Bytes nal) {
        if (H264NalUnit.type(nal) != H264NalUnit.SPS) return Parsed.malformed("h264-sps-type");
        var bits = BitReader.rbsp(nal, 1);
        int profile = bits.i(8);
        int constraints = bits.i(8);
        int level = bits.i(8);
        long id = bits.ue();
        if (id > MAX_ID) return Parsed.malformed("h264-sps-id");
        int chroma = 1; // 4:2:0
        boolean separatePlanes = false;
        if (hasChromaFormat(profile)) {
            long format = bits.ue();
            if (format > MAX_CHROMA_FORMAT) return Parsed.malformed("h264-sps-chroma-format");
            chroma = (int) format;
            separatePlanes = chroma == 3 && bits.flag();
            bits.ue(); // bit_depth_luma_minus8
            bits.ue(); // bit_depth_chroma_minus8
            bits.skip(1); // qpprime_y_zero_transform_bypass_flag
            if (bits.flag()) skipScalingLists(bits, chroma == 3 ? 12 : 8);
        }
        bits.ue(); // log2_max_frame_num_minus4
        int orderType = pictureOrder(bits);
        if (orderType > 2) return Parsed.malformed("h264-sps-picture-order");
        long maxRefFrames = bits.ue();
        bits.skip(1); // gaps_in_frame_num_value_allowed_flag
        long widthInMbs = bits.ue() + 1;
        long heightInMapUnits = bits.ue() + 1;
        boolean framesOnly = bits.flag();
        if (!framesOnly) bits.skip(1); // mb_adaptive_frame_field_flag
        bits.skip(1); // direct_8x8_inference_flag
        if (widthInMbs > MAX_SIDE_IN_MBS || heightInMapUnits > MAX_SIDE_IN_MBS || maxRefFrames > 16)
            return Parsed.malformed("h264-sps-size");
        int fields = framesOnly ? 1 : 2;
        long width = 16 * widthInMbs;
        long height = 16 * heightInMapUnits * fields;
        if (bits.flag()) { // frame_cropping_flag, units of (7-19) to (7-22)
            boolean subsampledX = !separatePlanes && (chroma == 1 || chroma == 2);
            boolean subsampledY = !separatePlanes && chroma == 1;
            width -= (subsampledX ? 2 : 1) * (bits.ue() + bits.ue());
            height -= (subsampledY ? 2L : 1L) * fields * (bits.ue() + bits.ue());
        }
        Optional<H264Vui> vui = bits.flag() ? Optional.of(H264Vui.read(bits)) : Optional.empty();
        if (bits.overran()) return Parsed.malformed("h264-sps-short");
        if (width < 1 || height < 1) return Parsed.malformed("h264-sps-size");
        var size = new PictureSize((int) width, (int) height);
        return Parsed.ok(new H264SequenceParameterSet(
                profile, constraints, level, (int) id, orderType, (int) maxRefFrames, size, vui));
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    /// scaling_list() (§7.3.2.1.1.1): six of 16 numbers, then those of 64; a delta that leads to 0 ends one.
    private static void skipScalingLists(BitReader bits, int lists) {
        for (int list = 0; list < lists; list++) {
            if (!bits.flag()) continue;
            int last = 8;
            int next = 8;
            for (int n = list < 6 ? 16 : 64; n > 0; n--) {
                if (next != 0) next = (int) (last + bits.se() + 256) & 0xFF;
                if (next != 0) last = next;
            }
        }
    }

    /// @return pic_order_cnt_type, or a number above 2 when it is malformed
    private static int pictureOrder(BitReader bits) {
        long type = bits.ue();
        if (type == 0) {
            bits.ue(); // log2_max_pic_order_cnt_lsb_minus4
        } else if (type == 1) {
            bits.skip(1); // delta_pic_order_always_zero_flag
            bits.se(); // offset_for_non_ref_pic
            bits.se(); // offset_for_top_to_bottom_field
            long cycle = bits.ue();
            if (cycle > MAX_ORDER_CYCLE) return 3;
            for (; cycle > 0; cycle--) bits.se();
        }
        return (int) Math.min(type, 3);
    }

    /// How many pictures may come before one in decoding order and after it in output order: 0 means no B-frames'
    /// reordering, so decoding order is presentation order. What is not said is inferred from profiles and orders
    /// that cannot reorder (§E.2.1); otherwise it is taken for as many as there are reference frames.
    public int maxReorderFrames() {
        boolean intraOnly = (constraints & 0x10) != 0
                && switch (profile) {
                    case 44, 86, 100, 110, 122, 244 -> true;
                    default -> false;
                };
        // Baseline has no B slices (§A.2.1).
        if (intraOnly || profile == 66 || orderType == 2) return 0;
        return vui.flatMap(H264Vui::reordering).map(H264Vui.Reordering::frames).orElse(maxRefFrames);
    }

    /// RFC 6184 §8.1: profile_idc, constraint flags and level_idc in hexadecimal, such as `42e01f`.
    public String profileLevelId() {
        return "%02x%02x%02x".formatted(profile, constraints, level);
    }
}
