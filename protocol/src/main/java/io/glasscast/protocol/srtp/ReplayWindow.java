package io.glasscast.protocol.srtp;

import java.util.Arrays;

/// Which packet indices of one source have come, as far back as [#SIZE] (RFC 3711 §3.3.2).
final class ReplayWindow {
    /// A packet asked for again over a slow path comes a second late; at 20 Mbit/s that is 2 000 packets.
    static final int SIZE = 2048;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long highest = PacketIndex.NONE;

    /// See [PacketIndex#estimate].
    long estimate(int sequence) {
        return PacketIndex.estimate(highest, sequence);
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
