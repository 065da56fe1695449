package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;

/// AV1's little-endian base 128 numbers (AV1 §4.10.5): seven bits a byte, least significant first, the top bit says
/// that more follow.
///
/// @param length bytes that it took
public record Leb128(int value, int length) {
    private static final int MAX_LENGTH = 8;

    /// What [#read] answers when there is none.
    public static final Leb128 NONE = new Leb128(0, 0);

    /// Reads one at `at`.
    ///
    /// @return [#NONE] when it runs past the end, takes more than eight bytes or does not fit 31 bits: no length in
    ///     memory does
    public static Leb128 read(Bytes bytes, int at) {
        long value = 0;
        for (int i = 0; i < MAX_LENGTH && at + i < bytes.length(); i++) {
            int next = bytes.u8(at + i);
            value |= (next & 0x7FL) << (7 * i);
            if (next < 0x80) return value > Integer.MAX_VALUE ? NONE : new Leb128((int) value, i + 1);
        }
        return NONE;
    }

    /// Bytes that `value`, not negative, takes when written as short as can be.
    public static int size(int value) {
        int size = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) size++;
        return size;
    }

    /// Writes `value`, not negative, at `at`.
    ///
    /// @return the index after it
    public static int put(byte[] target, int at, int value) {
        int index = at;
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) target[index++] = (byte) (rest | 0x80);
        target[index++] = (byte) rest;
        return index;
    }
}
