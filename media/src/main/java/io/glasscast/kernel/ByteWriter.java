package io.glasscast.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes bytes in network order into an array that grows.
public final class ByteWriter {
    private static final byte[] NOTHING = {};

    private byte[] array;
    private int length;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        array = new byte[capacity];
    }

    public ByteWriter u8(long value) {
        int at = grow(1);
        array[at] = (byte) value;
        return this;
    }

    public ByteWriter u16(long value) {
        int at = grow(2);
        array[at] = (byte) (value >>> 8);
        array[at + 1] = (byte) value;
        return this;
    }

    public ByteWriter u24(long value) {
        return u8(value >>> 16).u16(value);
    }

    public ByteWriter u32(long value) {
        return u16(value >>> 16).u16(value);
    }

    public ByteWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    public ByteWriter bytes(Bytes bytes) {
        int at = grow(bytes.length());
        bytes.copyTo(array, at);
        return this;
    }

    public ByteWriter bytes(byte... bytes) {
        int at = grow(bytes.length);
        System.arraycopy(bytes, 0, array, at, bytes.length);
        return this;
    }

    public ByteWriter utf8(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// `count` zero bytes.
    public ByteWriter zeros(int count) {
        grow(count);
        return this;
    }

    /// Overwrites 8 bits written before, such as a count that is known only now.
    public ByteWriter setU8(int index, long value) {
        java.util.Objects.checkFromIndexSize(index, 1, length);
        array[index] = (byte) value;
        return this;
    }

    /// Overwrites 16 bits written before, such as a length that is known only now.
    public ByteWriter setU16(int index, long value) {
        java.util.Objects.checkFromIndexSize(index, 2, length);
        array[index] = (byte) (value >>> 8);
        array[index + 1] = (byte) value;
        return this;
    }

    /// Overwrites 32 bits written before.
    public ByteWriter setU32(int index, long value) {
        return setU16(index, value >>> 16).setU16(index + 2, value);
    }

    public int length() {
        return length;
    }

    /// A copy of what was written so far; writing can go on.
    public Bytes toBytes() {
        return Bytes.of(Arrays.copyOf(array, length));
    }

    /// What was written so far, without a copy, for whom copies would cost too much. The writer begins anew, so that
    /// nobody changes what was handed out.
    public Bytes take() {
        var taken = Bytes.of(array, 0, length);
        array = NOTHING;
        length = 0;
        return taken;
    }

    private int grow(int count) {
        int at = length;
        if (count > array.length - length) array = Arrays.copyOf(array, Math.max(array.length * 2, length + count));
        length += count;
        return at;
    }
}
