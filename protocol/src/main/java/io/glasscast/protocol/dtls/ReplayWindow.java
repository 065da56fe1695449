package io.glasscast.protocol.dtls;

/// Which sequence numbers of an epoch were seen (RFC 6347 §4.1.2.6).
final class ReplayWindow {
    /// The RFC's preferred width, and a `long`.
    private static final int WIDTH = 64;

    private long highest = -1;
    /// Bit i: whether `highest - i` was seen.
    private long seen;

    /// Whether `sequence` is new. Says nothing about who sent it: open the record, then [#accept].
    boolean isNew(long sequence) {
        if (sequence > highest) return true;
        long age = highest - sequence;
        return age < WIDTH && (seen >>> age & 1) == 0;
    }

    /// Remembers `sequence`, whose record was authentic.
    void accept(long sequence) {
        if (sequence > highest) {
            long step = sequence - highest;
            seen = step < WIDTH ? seen << step | 1 : 1;
            highest = sequence;
        } else {
            seen |= 1L << (highest - sequence);
        }
    }
}
