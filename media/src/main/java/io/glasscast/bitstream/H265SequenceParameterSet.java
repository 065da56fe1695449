package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// An H.265 sequence parameter set (ITU-T H.265 §7.3.2.2.1) as far as the picture's size and the codec string.
///
/// @param videoParameterSetId the id of the VPS that it refers to
/// @param size                after the conformance window
/// @param bitDepth            of luma
/// @param maxReorderPictures  sps_max_num_reorder_pics of all sub-layers: how many pictures may come before one in
///     decoding order and after it in output order
public record H265SequenceParameterSet(
        int videoParameterSetId,
        int id,
        H265ProfileTierLevel profileTierLevel,
        int chromaFormat,
        int bitDepth,
        PictureSize size,
        int maxReorderPictures) {
    private static final int MAX_ID = 15;

    /// MaxDpbSize is at most 16 (§A.4.2).
    private static final int MAX_PICTURES = 16;

    /// sps_max_sub_layers_minus1 is 0 to 6.
    private static final int MAX_SUB_LAYERS = 7;

    /// Level 6.2: no side exceeds sqrt(8 * MaxLumaPs) (§A.4.1), with MaxLumaPs 35651584.
    private static final int MAX_SIDE = 16_888;

    /// Reads a whole NAL unit of type 33, with its header.
    public static Parsed<H265SequenceParameterSet> parse(Bytes nal) {
        if (H265NalUnit.type(nal) != H265NalUnit.SPS) return Parsed.malformed("h265-sps-type");
        var bits = BitReader.rbsp(nal, H265NalUnit.HEADER);
        int videoParameterSetId = bits.i(4);
        int subLayers = bits.i(3) + 1;
        bits.skip(1); // sps_temporal_id_nesting_flag
        if (subLayers > MAX_SUB_LAYERS) return Parsed.malformed("h265-sps-sub-layers");
        var profileTierLevel = H265ProfileTierLevel.read(bits, subLayers);
        long id = bits.ue();
        if (id > MAX_ID) return Parsed.malformed("h265-sps-id");
        long chroma = bits.ue();
        if (chroma > 3) return Parsed.malformed("h265-sps-chroma-format");
        boolean separatePlanes = chroma == 3 && bits.flag();
        long width = bits.ue();
        long height = bits.ue();
        if (width > MAX_SIDE || height > MAX_SIDE) return Parsed.malformed("h265-sps-size");
        if (bits.flag()) { // conformance_window_flag, in units of Table 6-1
            boolean subsampledX = !separatePlanes && (chroma == 1 || chroma == 2);
            boolean subsampledY = !separatePlanes && chroma == 1;
            width -= (subsampledX ? 2 : 1) * (bits.ue() + bits.ue());
            height -= (subsampledY ? 2 : 1) * (bits.ue() + bits.ue());
        }
        long bitDepth = bits.ue() + 8;
        bits.ue(); // bit_depth_chroma_minus8
        bits.ue(); // log2_max_pic_order_cnt_lsb_minus4
        long reorder = 0;
        // sps_sub_layer_ordering_info_present_flag: for each sub-layer, or only for all of them
        for (int n = bits.flag() ? subLayers : 1; n > 0; n--) {
            bits.ue(); // sps_max_dec_pic_buffering_minus1
            reorder = bits.ue();
            bits.ue(); // sps_max_latency_increase_plus1
        }
        if (bits.overran()) return Parsed.malformed("h265-sps-short");
        if (reorder > MAX_PICTURES) return Parsed.malformed("h265-sps-reordering");
        if (width < 1 || height < 1) return Parsed.malformed("h265-sps-size");
        if (bitDepth > 16) return Parsed.malformed("h265-sps-bit-depth");
        return Parsed.ok(new H265SequenceParameterSet(
                videoParameterSetId,
                (int) id,
                profileTierLevel,
                (int) chroma,
                (int) bitDepth,
                new PictureSize((int) width, (int) height),
                (int) reorder));
    }
}
