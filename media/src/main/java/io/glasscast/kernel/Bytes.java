package io.glasscast.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// A view of bytes in network order: an array, where it starts, how long it is.
///
/// A view is read-only by agreement: whoever hands one out stops writing to the array below it, so views can be
/// shared, kept and sliced without copying or counting, and the collector frees them. Indices start at 0 at the
/// view's first byte; every read is checked against the view's length, not only against the array's.
///
/// Two views are equal when their bytes are.
public final class Bytes {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /// Views all of `array`, which the caller gives up.
    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /// Views a part of `array`, which the caller gives up.
    ///
    /// @throws IndexOutOfBoundsException when the part is not inside the array
    public static Bytes of(byte[] array, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        return new Bytes(array, offset, length);
    }

    /// Reads hexadecimal digits; spaces and line ends between them are skipped, so that RFC vectors can be pasted.
    public static Bytes hex(String digits) {
        return of(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    public static Bytes utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// Unsigned 8 bits at `index`.
    public int u8(int index) {
        return array[check(index, 1)] & 0xFF;
    }

    /// Unsigned 16 bits at `index`.
    public int u16(int index) {
        return (short) U16.get(array, check(index, 2)) & 0xFFFF;
    }

    /// Unsigned 24 bits at `index`.
    public int u24(int index) {
        return u16(index) << 8 | u8(index + 2);
    }

    /// Unsigned 32 bits at `index`.
    public long u32(int index) {
        return (int) U32.get(array, check(index, 4)) & 0xFFFF_FFFFL;
    }

    /// The 64 bits at `index`; the top bit is the sign.
    public long i64(int index) {
        return (long) U64.get(array, check(index, 8));
    }

    /// The bytes from `from` on. Shares the array.
    public Bytes from(int from) {
        return slice(from, length - from);
    }

    /// `size` bytes from `from` on. Shares the array.
    public Bytes slice(int from, int size) {
        if ((from | size) < 0 || from > length - size) throw outside(from, size);
        return new Bytes(array, offset + from, size);
    }

    /// Copies `size` bytes from `from` on into `target`.
    public void copyTo(int from, byte[] target, int targetOffset, int size) {
        if ((from | size) < 0 || from > length - size) throw outside(from, size);
        System.arraycopy(array, offset + from, target, targetOffset, size);
    }

    /// Copies everything into `target`.
    public void copyTo(byte[] target, int targetOffset) {
        System.arraycopy(array, offset, target, targetOffset, length);
    }

    /// A copy that is the caller's own.
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /// The array below, for library calls that take one (ciphers, digests, sockets). Not to be written to by
    /// anyone but the view's single owner.
    public byte[] array() {
        return array;
    }

    /// Where in [#array()] the view starts.
    public int arrayOffset() {
        return offset;
    }

    public String utf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    public String hex() {
        return HexFormat.of().formatHex(array, offset, offset + length);
    }

    private int check(int index, int size) {
        if (index < 0 || index > length - size) throw outside(index, size);
        return offset + index;
    }

    private IndexOutOfBoundsException outside(int index, int size) {
        return new IndexOutOfBoundsException(size + " bytes at " + index + " of " + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) hash = 31 * hash + array[i];
        return hash;
    }

    /// The length and the first bytes, for test failures and debugging.
    @Override
    public String toString() {
        int shown = Math.min(length, 32);
        return length + ":" + HexFormat.of().formatHex(array, offset, offset + shown) + (shown < length ? "…" : "");
    }
}
