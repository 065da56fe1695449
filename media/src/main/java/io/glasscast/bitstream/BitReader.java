package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;

/// Reads bits, most significant first, in the descriptors of ITU-T H.264 §7.2 and §9.1.
///
/// Past the end it reads zeros and remembers that it did, so that a parser reads straight on and asks [#overran()]
/// once before it believes what it read. Counts read from the stream must be limited before they drive a loop.
public final class BitReader {
    /// An ue(v) of 32 leading zeros no longer fits the standard's range 0..2^32-2.
    private static final int MAX_LEADING_ZEROS = 31;

    private final Bytes bytes;
    private long position;
    private boolean overran;

    public BitReader(Bytes bytes) {
        this.bytes = bytes;
    }

    /// Reads the payload of a NAL unit, `from` bytes after its start, without the emulation prevention bytes: each
    /// `03` after `00 00` (H.264 §7.3.1, H.265 §7.3.1.1).
    public static BitReader rbsp(Bytes nal, int from) {
        if (from >= nal.length()) return new BitReader(Bytes.EMPTY);
        var rbsp = new byte[nal.length() - from];
        int length = 0;
        int zeros = 0;
        for (int at = from; at < nal.length(); at++) {
            int value = nal.u8(at);
            if (zeros >= 2 && value == 3) {
                zeros = 0;
            } else {
                zeros = value == 0 ? zeros + 1 : 0;
                rbsp[length++] = (byte) value;
            }
        }
        return new BitReader(Bytes.of(rbsp, 0, length));
    }

    /// u(n): an unsigned number of 0 to 32 bits.
    public long u(int bits) {
        long value = 0;
        for (int n = bits; n > 0; n--) value = value << 1 | bit();
        return value;
    }

    /// u(n) for numbers that fit an int: up to 31 bits.
    public int i(int bits) {
        return (int) u(bits);
    }

    /// u(1) as a yes or no.
    public boolean flag() {
        return bit() == 1;
    }

    /// ue(v): an Exp-Golomb number, 0..2^32-2 (H.264 §9.1, Tables 9-1 and 9-2).
    public long ue() {
        int zeros = 0;
        while (bit() == 0) {
            if (overran || ++zeros > MAX_LEADING_ZEROS) {
                overran = true;
                return 0;
            }
        }
        return (1L << zeros) - 1 + u(zeros);
    }

    /// se(v): a signed Exp-Golomb number, 1, -1, 2, -2 … (H.264 §9.1.1, Table 9-3).
    public long se() {
        long code = ue();
        return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
    }

    public void skip(int bits) {
        position += bits;
        if (position > 8L * bytes.length()) overran = true;
    }

    /// Whether more was read than was there: then what was read means nothing.
    public boolean overran() {
        return overran;
    }

    /// Bits read so far.
    public long position() {
        return position;
    }

    private int bit() {
        int at = (int) (position >>> 3);
        if (at >= bytes.length()) {
            overran = true;
            return 0;
        }
        int bit = bytes.u8(at) >>> (7 - (int) (position & 7)) & 1;
        position++;
        return bit;
    }
}
