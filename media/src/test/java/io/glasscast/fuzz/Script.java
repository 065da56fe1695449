package io.glasscast.fuzz;

import io.glasscast.kernel.Bytes;

/// The decisions of a fuzzer: its input, read from the front. When nothing is left every number is 0 and every text
/// empty, so that whoever asks goes on and soon ends.
public final class Script {
    private final Bytes input;
    private int at;

    public Script(byte[] input) {
        this.input = Bytes.of(input);
    }

    public boolean over() {
        return at >= input.length();
    }

    public int u8() {
        return over() ? 0 : input.u8(at++);
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    public long u32() {
        return (long) u16() << 16 | u16();
    }

    /// A length of one byte, and so many bytes as there are.
    public Bytes piece() {
        return take(u8());
    }

    /// A length of two bytes, and so many bytes as there are, `most` at the utmost.
    public Bytes longPiece(int most) {
        return take(Math.min(most, u16()));
    }

    private Bytes take(int wanted) {
        int length = Math.min(wanted, input.length() - at);
        var piece = Bytes.of(input.slice(at, length).toArray());
        at += length;
        return piece;
    }
}
