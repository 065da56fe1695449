package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// The two ways to string NAL units together: each behind its 32-bit length (ISO/IEC 14496-15 §5.3.3, the shape of
/// our frames), or each behind a start code (ITU-T H.264 Annex B, what encoders, MPEG-TS and files use).
public final class NalUnits {
    /// Bytes of a length prefix.
    public static final int PREFIX = 4;

    /// H.264 pictures have a few slices, H.265 ones up to 600 (level 6.2, Table A.8); more is an attack on whoever
    /// keeps a list of them.
    public static final int MAX_COUNT = 1024;

    private NalUnits() {}

    /// The NAL units of a length-prefixed access unit, without their prefixes. Shares the bytes.
    ///
    /// @return malformed when a length runs past the end, is zero, or when there are more than [#MAX_COUNT]
    public static Parsed<List<Bytes>> split(Bytes accessUnit) {
        var units = new ArrayList<Bytes>();
        int at = 0;
        while (at < accessUnit.length()) {
            if (accessUnit.length() - at < PREFIX) return Parsed.malformed("nal-length-short");
            long size = accessUnit.u32(at);
            at += PREFIX;
            if (size == 0) return Parsed.malformed("nal-empty");
            if (size > accessUnit.length() - at) return Parsed.malformed("nal-truncated");
            if (units.size() == MAX_COUNT) return Parsed.malformed("nal-count");
            units.add(accessUnit.slice(at, (int) size));
            at += (int) size;
        }
        return Parsed.ok(units);
    }

    /// Puts each NAL unit behind its length.
    public static Bytes join(List<Bytes> units) {
        int size = 0;
        for (var unit : units) size += PREFIX + unit.length();
        var joined = new byte[size];
        int at = 0;
        for (var unit : units) {
            at = putPrefix(joined, at, unit.length());
            unit.copyTo(joined, at);
            at += unit.length();
        }
        return Bytes.of(joined);
    }

    /// The NAL units of a byte stream (H.264 Annex B), without start codes and the zeros around them. Shares the
    /// bytes. Bytes before the first start code count as a NAL unit, so a bare one comes back as itself.
    ///
    /// @return malformed when there are more than [#MAX_COUNT]
    public static Parsed<List<Bytes>> splitAnnexB(Bytes stream) {
        var units = new ArrayList<Bytes>();
        int begin = 0;
        while (begin < stream.length()) {
            int code = startCode(stream, begin);
            int end = code;
            // trailing_zero_8bits and the zero_byte of a four-byte start code belong to no NAL unit (B.1.1).
            while (end > begin && stream.u8(end - 1) == 0) end--;
            if (end > begin) {
                if (units.size() == MAX_COUNT) return Parsed.malformed("nal-count");
                units.add(stream.slice(begin, end - begin));
            }
            begin = code + 3;
        }
        return Parsed.ok(units);
    }

    /// From start codes to lengths.
    ///
    /// @return malformed when there are more than [#MAX_COUNT] NAL units
    public static Parsed<Bytes> fromAnnexB(Bytes stream) {
        return splitAnnexB(stream).then(units -> Parsed.ok(join(units)));
    }

    /// From lengths to four-byte start codes.
    ///
    /// @return malformed as [#split] says
    public static Parsed<Bytes> toAnnexB(Bytes accessUnit) {
        return split(accessUnit).then(units -> {
            // A length and a four-byte start code are the same size, so only the prefixes change.
            var stream = accessUnit.toArray();
            int at = 0;
            for (var unit : units) at = putPrefix(stream, at, 1) + unit.length();
            return Parsed.ok(Bytes.of(stream));
        });
    }

    /// Where the next `00 00 01` at or after `from` starts, or the length when there is none.
    public static int startCode(Bytes bytes, int from) {
        byte[] array = bytes.array();
        int base = bytes.arrayOffset();
        int end = base + bytes.length();
        int at = base + from + 2;
        while (at < end) {
            // Looks at the third byte first: anything above 1 there rules out three positions at once.
            int third = array[at];
            if ((third & 0xFE) != 0) at += 3;
            else if (third == 0) at++;
            else if (array[at - 1] == 0 && array[at - 2] == 0) return at - 2 - base;
            else at += 3;
        }
        return bytes.length();
    }

    private static int putPrefix(byte[] target, int at, int value) {
        target[at] = (byte) (value >>> 24);
        target[at + 1] = (byte) (value >>> 16);
        target[at + 2] = (byte) (value >>> 8);
        target[at + 3] = (byte) value;
        return at + PREFIX;
    }
}
