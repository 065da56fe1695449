package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;

/// The header byte of an H.264 NAL unit (ITU-T H.264 §7.3.1, types in Table 7-1).
/// ```
/// |F|NRI|  Type   |
/// ```
public final class H264NalUnit {
    public static final int SLICE = 1;
    public static final int SLICE_PARTITION_A = 2;
    public static final int SLICE_PARTITION_C = 4;
    public static final int IDR_SLICE = 5;
    public static final int SEI = 6;
    public static final int SPS = 7;
    public static final int PPS = 8;
    public static final int ACCESS_UNIT_DELIMITER = 9;
    public static final int END_OF_SEQUENCE = 10;
    public static final int END_OF_STREAM = 11;
    public static final int FILLER = 12;

    private H264NalUnit() {}

    /// nal_unit_type of a header byte.
    public static int type(int header) {
        return header & 0x1F;
    }

    /// nal_unit_type of a NAL unit, 0 when it is empty.
    public static int type(Bytes nal) {
        return nal.isEmpty() ? 0 : type(nal.u8(0));
    }

    /// Whether this type carries a coded slice or a part of one (VCL).
    public static boolean isSlice(int type) {
        return type >= SLICE && type <= IDR_SLICE;
    }

    /// Whether first_mb_in_slice is 0, from the byte after the header: an ue(v) of 0 is a single 1 bit (§7.3.3).
    public static boolean startsPicture(int afterHeader) {
        return (afterHeader & 0x80) != 0;
    }

    /// Whether a decoder does without it: delimiters repeat what packets and boxes say, filler is empty.
    public static boolean isDispensable(int type) {
        return type == ACCESS_UNIT_DELIMITER || type == FILLER;
    }
}
