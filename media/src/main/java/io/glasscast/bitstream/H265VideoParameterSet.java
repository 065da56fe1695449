package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// An H.265 video parameter set (ITU-T H.265 §7.3.2.1) as far as its profile.
public record H265VideoParameterSet(int id, int subLayers, H265ProfileTierLevel profileTierLevel) {
    private static final int MAX_SUB_LAYERS = 7;

    /// Reads a whole NAL unit of type 32, with its header.
    public static Parsed<H265VideoParameterSet> parse(Bytes nal) {
        if (H265NalUnit.type(nal) != H265NalUnit.VPS) return Parsed.malformed("h265-vps-type");
        var bits = BitReader.rbsp(nal, H265NalUnit.HEADER);
        int id = bits.i(4);
        bits.skip(2 + 6); // base layer flags, vps_max_layers_minus1
        int subLayers = bits.i(3) + 1;
        bits.skip(1 + 16); // vps_temporal_id_nesting_flag, vps_reserved_0xffff_16bits
        if (subLayers > MAX_SUB_LAYERS) return Parsed.malformed("h265-vps-sub-layers");
        var profileTierLevel = H265ProfileTierLevel.read(bits, subLayers);
        if (bits.overran()) return Parsed.malformed("h265-vps-short");
        return Parsed.ok(new H265VideoParameterSet(id, subLayers, profileTierLevel));
    }
}
