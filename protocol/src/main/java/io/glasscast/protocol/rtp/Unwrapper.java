package io.glasscast.protocol.rtp;

/// Turns a wrapping counter into one that never wraps: each value is placed the short way round from the highest
/// seen, so reordering up to half the counter's range is understood.
///
/// The first value stands for itself. A value from before it, across the wrap, comes out negative.
public final class Unwrapper {
    private final int unusedBits;
    private boolean started;
    private long highest;

    private Unwrapper(int bits) {
        unusedBits = Long.SIZE - bits;
    }

    /// For sequence numbers: 16 bits.
    public static Unwrapper ofSequences() {
        return new Unwrapper(16);
    }

    /// For RTP timestamps: 32 bits.
    public static Unwrapper ofTimestamps() {
        return new Unwrapper(32);
    }

    /// Places `value`, of which only the counter's bits count, and moves on when it is the highest so far.
    public long unwrap(long value) {
        long unwrapped = peek(value);
        if (!started || unwrapped > highest) highest = unwrapped;
        started = true;
        return unwrapped;
    }

    /// Places `value` without moving on.
    public long peek(long value) {
        if (!started) return value << unusedBits >>> unusedBits;
        return highest + ((value - highest) << unusedBits >> unusedBits);
    }

    /// Starts anew: the next value stands for itself.
    public void reset() {
        started = false;
        highest = 0;
    }
}
