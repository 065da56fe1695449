package io.glasscast.bitstream;

import java.util.Optional;

/// H.264 video usability information (ITU-T H.264 §E.1.1) as far as timing and reordering.
///
/// @param timing     how long a field or frame lasts, when sent
/// @param reordering limits on reordering, when sent
public record H264Vui(Optional<Timing> timing, Optional<Reordering> reordering) {
    /// Frames a second are `timeScale / (2 * unitsInTick)` when the rate is fixed.
    public record Timing(long unitsInTick, long timeScale, boolean fixedRate) {}

    /// @param frames    max_num_reorder_frames
    /// @param buffering max_dec_frame_buffering
    public record Reordering(int frames, int buffering) {}

    private static final int EXTENDED_SAR = 255;

    /// MaxDpbFrames is at most 16 (§A.3.1).
    private static final int MAX_FRAMES = 16;

    static H264Vui read(BitReader bits) {
        if (bits.flag() && bits.i(8) == EXTENDED_SAR) bits.skip(32); // sample aspect ratio
        if (bits.flag()) bits.skip(1); // overscan
        if (bits.flag()) { // video_signal_type
            bits.skip(4);
            if (bits.flag()) bits.skip(24); // colour description
        }
        if (bits.flag()) { // chroma location
            bits.ue();
            bits.ue();
        }
        Optional<Timing> timing =
                bits.flag() ? Optional.of(new Timing(bits.u(32), bits.u(32), bits.flag())) : Optional.empty();
        boolean nalHrd = bits.flag();
        if (nalHrd) skipHrd(bits);
        boolean vclHrd = bits.flag();
        if (vclHrd) skipHrd(bits);
        if (nalHrd || vclHrd) bits.skip(1); // low_delay_hrd_flag
        bits.skip(1); // pic_struct_present_flag
        return new H264Vui(timing, bits.flag() ? reordering(bits) : Optional.empty());
    }

    private static Optional<Reordering> reordering(BitReader bits) {
        bits.skip(1); // motion_vectors_over_pic_boundaries_flag
        for (int n = 0; n < 4; n++) bits.ue(); // denominators and vector lengths
        long frames = bits.ue();
        long buffering = bits.ue();
        // Beyond the limits it says nothing that could be believed.
        return frames > MAX_FRAMES || buffering > MAX_FRAMES
                ? Optional.empty()
                : Optional.of(new Reordering((int) frames, (int) buffering));
    }

    /// hrd_parameters() (§E.1.2).
    private static void skipHrd(BitReader bits) {
        long count = Math.min(bits.ue(), 31) + 1;
        bits.skip(8); // scales
        for (; count > 0; count--) {
            bits.ue();
            bits.ue();
            bits.skip(1);
        }
        bits.skip(20); // four lengths
    }
}
