package io.glasscast.bitstream;

/// profile_tier_level() of an H.265 parameter set (ITU-T H.265 §7.3.3).
///
/// @param profileSpace  0..3
/// @param highTier      general_tier_flag
/// @param profile       general_profile_idc
/// @param compatibility general_profile_compatibility_flag 0 to 31, flag 0 in the top bit
/// @param constraints   the 48 bits of constraint flags behind it
/// @param level         general_level_idc: thirty times the level
public record H265ProfileTierLevel(
        int profileSpace, boolean highTier, int profile, long compatibility, long constraints, int level) {
    private static final int SUB_LAYER_PROFILE_BITS = 88;
    private static final int SUB_LAYER_LEVEL_BITS = 8;

    /// @param subLayers 1 to 7
    static H265ProfileTierLevel read(BitReader bits, int subLayers) {
        int space = bits.i(2);
        boolean highTier = bits.flag();
        int profile = bits.i(5);
        long compatibility = bits.u(32);
        long constraints = bits.u(16) << 32 | bits.u(32);
        int level = bits.i(8);
        int below = subLayers - 1;
        int flags = bits.i(2 * below); // profile present, level present, for each sub-layer
        if (below > 0) bits.skip(2 * (8 - below)); // reserved_zero_2bits
        for (int layer = below - 1; layer >= 0; layer--) {
            if ((flags >>> (2 * layer + 1) & 1) == 1) bits.skip(SUB_LAYER_PROFILE_BITS);
            if ((flags >>> (2 * layer) & 1) == 1) bits.skip(SUB_LAYER_LEVEL_BITS);
        }
        return new H265ProfileTierLevel(space, highTier, profile, compatibility, constraints, level);
    }

    /// The codec string of ISO media (ISO/IEC 14496-15 §E.3), such as `hvc1.1.6.L93.B0`.
    public String codecString() {
        var text = new StringBuilder("hvc1.");
        if (profileSpace > 0) text.append((char) ('A' + profileSpace - 1));
        text.append(profile)
                .append('.')
                .append(Long.toHexString(Long.reverse(compatibility) >>> 32).toUpperCase(java.util.Locale.ROOT));
        text.append(highTier ? ".H" : ".L").append(level);
        // The six constraint bytes, without those at the end that are zero.
        for (long rest = constraints << 16; rest != 0; rest <<= 8)
            text.append('.').append("%X".formatted(rest >>> 56));
        return text.toString();
    }
}
