package io.glasscast.protocol.srtp;

import java.util.Arrays;

/// Which packet indices of one source have been used, as far back as [#SIZE] (RFC 3711 §3.3.2), and the estimate of
/// an index from its low 16 bits.
final class ReplayWindow {
    /// A packet asked for again over a slow path comes a second late; at 20 Mbit/s that is 2 000 packets.
    static final int SIZE = 2048;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long highest = -1;

    /// The index nearest to the highest one that ends in `sequence` (RFC 3711 §3.3.1). The first packet of a source
    /// has roll-over counter 0, and so has everything that would otherwise lie before the beginning: libsrtp takes
    /// it for a jump ahead, so do we.
    long estimate(int sequence) {
        if (highest < 0) return sequence;
        long index = highest + (short) (sequence - (int) highest);
        return index < 0 ? sequence : index;
    }

    /// Whether `index` was used, or is too old to tell.
    boolean refuses(long index) {
        if (index > highest) return false;
        return highest - index >= SIZE || (seen[word(index)] & 1L << index) != 0;
    }

    /// Marks `index` as used. Only for authentic packets.
    void accept(long index) {
        if (index > highest) advance(index);
        seen[word(index)] |= 1L << index;
    }

    private void advance(long index) {
        if (index - highest >= SIZE) Arrays.fill(seen, 0);
        else for (long i = highest + 1; i <= index; i++) seen[word(i)] &= ~(1L << i);
        highest = index;
    }

    private static int word(long index) {
        return (int) (index & (SIZE - 1)) >>> 6;
    }
}
