package io.glasscast.protocol.mpegts;

/// Unfolds 33-bit timestamps of 90 kHz, which wrap after 26.5 hours, into ones that do not: each is taken as near as
/// can be to the one before it. One object serves all streams of a program, since they share their clock, so the
/// first of one stream is put beside the last of another even where the wrap lies between them.
final class Ticks {
    private static final int BITS = 33;
    private static final long MASK = (1L << BITS) - 1;

    /// Nanoseconds of 9 ticks.
    private static final long NANOS_OF_NINE = 100_000;

    /// A step that no interleaving explains: ten minutes.
    private static final long JUMP = 600L * PesHeader.RATE;

    private boolean begun;
    private long last;
    /// The timestamp that stepped too far, until a second one stands by it: bits that were damaged on the way must
    /// not move the wrap for good.
    private long suspect;

    /// The timestamp `folded` without its wrap. May be negative, just before the first one.
    long unfold(long folded) {
        long unfolded = near(folded);
        if (!begun || Math.abs(unfolded - last) <= JUMP || Math.abs(unfolded - suspect) <= JUMP) {
            begun = true;
            last = unfolded;
            suspect = unfolded;
        } else {
            suspect = unfolded;
        }
        return unfolded;
    }

    /// The same without remembering it, for clocks that need not be right.
    long near(long folded) {
        // The difference's 33 bits with the highest as the sign.
        return begun ? last + ((folded - last & MASK) << (Long.SIZE - BITS) >> (Long.SIZE - BITS)) : folded;
    }

    /// Whether there was a timestamp to be near to.
    boolean begun() {
        return begun;
    }

    static long nanos(long ticks) {
        return Math.floorDiv(ticks * NANOS_OF_NINE, 9);
    }

    static long ofNanos(long nanos) {
        return Math.floorDiv(nanos * 9, NANOS_OF_NINE);
    }

    static long fold(long ticks) {
        return ticks & MASK;
    }
}
