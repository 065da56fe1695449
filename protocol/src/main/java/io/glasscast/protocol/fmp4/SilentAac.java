package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// AAC access units in which nothing is heard, for where sound is missing: raw_data_block() of channel elements
/// without a single scale factor band (ISO/IEC 14496-3 §4.4.2).
final class SilentAac {
    private static final int SINGLE = 0;
    private static final int PAIR = 1;
    private static final int LOW_FREQUENCY = 3;
    private static final int END = 7;
    private static final int GAIN = 100;

    private final ByteWriter out = new ByteWriter(32);
    private int held;
    private int heldBits;

    private SilentAac() {}

    /// One access unit of 1 to 8 channels in the order of Table 1.19.
    static Bytes accessUnit(int channels) {
        var unit = new SilentAac();
        boolean lowFrequency = channels >= 6;
        int left = lowFrequency ? channels - 1 : channels;
        int singles = 0;
        int pairs = 0;
        if (left != 2) {
            unit.single(SINGLE, singles++);
            left--;
        }
        for (; left >= 2; left -= 2) unit.pair(pairs++);
        if (left == 1) unit.single(SINGLE, singles);
        if (lowFrequency) unit.single(LOW_FREQUENCY, 0);
        unit.put(END, 3);
        if (unit.heldBits > 0) unit.put(0, 8 - unit.heldBits);
        return unit.out.toBytes();
    }

    /// single_channel_element() or lfe_channel_element().
    private void single(int element, int tag) {
        put(element, 3);
        put(tag, 4);
        put(GAIN, 8);
        windows();
        put(0, 3); // pulse, temporal noise shaping, gain control
    }

    /// channel_pair_element() with common windows.
    private void pair(int tag) {
        put(PAIR, 3);
        put(tag, 4);
        put(1, 1);
        windows();
        put(0, 2); // ms_mask_present
        for (int channel = 0; channel < 2; channel++) {
            put(GAIN, 8);
            put(0, 3);
        }
    }

    /// ics_info(): one long window, max_sfb 0, no prediction.
    private void windows() {
        put(0, 11);
    }

    private void put(int value, int bits) {
        for (int bit = bits - 1; bit >= 0; bit--) {
            held = held << 1 | value >>> bit & 1;
            if (++heldBits == 8) {
                out.u8(held);
                held = 0;
                heldBits = 0;
            }
        }
    }
}
