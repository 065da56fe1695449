package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;

/// The two header bytes of an H.265 NAL unit (ITU-T H.265 §7.3.1.2, types in Table 7-1).
/// ```
/// |F|   Type    |  LayerId  | TID |
/// ```
public final class H265NalUnit {
    /// Bytes of the header.
    public static final int HEADER = 2;

    public static final int BLA_W_LP = 16;
    public static final int CRA = 21;
    public static final int VPS = 32;
    public static final int SPS = 33;
    public static final int PPS = 34;
    public static final int ACCESS_UNIT_DELIMITER = 35;
    public static final int FILLER = 38;
    public static final int PREFIX_SEI = 39;
    public static final int SUFFIX_SEI = 40;

    private H265NalUnit() {}

    /// nal_unit_type of a NAL unit, or 63 (unspecified) when it has no whole header.
    public static int type(Bytes nal) {
        return nal.length() < HEADER ? 63 : nal.u8(0) >>> 1 & 0x3F;
    }

    /// Whether this type carries a coded slice segment (VCL).
    public static boolean isSlice(int type) {
        return type < VPS;
    }

    /// Whether decoding can start at a picture of this type: BLA, IDR or CRA (IRAP without the reserved types).
    public static boolean isRandomAccess(int type) {
        return type >= BLA_W_LP && type <= CRA;
    }

    /// first_slice_segment_in_pic_flag, from the byte after the header (§7.3.6.1).
    public static boolean startsPicture(int afterHeader) {
        return (afterHeader & 0x80) != 0;
    }

    /// Whether a decoder does without it: delimiters repeat what packets and boxes say, filler is empty.
    public static boolean isDispensable(int type) {
        return type == ACCESS_UNIT_DELIMITER || type == FILLER;
    }
}
