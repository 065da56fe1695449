package io.glasscast.protocol.rtp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was sent lately, by sequence number, so that it can be sent again (RFC 4585 §6.2.1): a ring that forgets
/// the oldest. What an entry is, is the owner's: usually a reference to a shared payload and what is needed to
/// write its header anew.
///
/// @param <E> an entry
public final class SentPackets<E> {
    /// A second of 12 Mbit/s in full packets: a viewer that asks for older ones has to take the next keyframe.
    public static final int CAPACITY = 1024;

    private static final int EMPTY = -1;

    private final int mask;
    private final @Nullable Object[] entries;
    private final int[] sequences;
    private final long[] resentNanos;

    /// @param capacity a power of two up to 32768
    public SentPackets(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity > 0x8000)
            throw new IllegalArgumentException("not a power of two up to 32768: " + capacity);
        mask = capacity - 1;
        entries = new Object[capacity];
        sequences = new int[capacity];
        resentNanos = new long[capacity];
        java.util.Arrays.fill(sequences, EMPTY);
    }

    /// Remembers what was sent as `sequence`.
    public void add(int sequence, E entry) {
        int slot = sequence & mask;
        entries[slot] = entry;
        sequences[slot] = sequence & 0xFFFF;
        resentNanos[slot] = Long.MIN_VALUE;
    }

    /// The entry of `sequence`, to be sent again now. Nothing when it is forgotten, or was resent less than a round
    /// trip ago, so that the peer cannot have it yet.
    public Optional<E> resend(int sequence, long nowNanos, long roundTripNanos) {
        int slot = sequence & mask;
        if (sequences[slot] != (sequence & 0xFFFF)) return Optional.empty();
        long last = resentNanos[slot];
        if (last != Long.MIN_VALUE && nowNanos - last < roundTripNanos) return Optional.empty();
        resentNanos[slot] = nowNanos;
        @SuppressWarnings("unchecked") // only add() puts entries in
        E entry = (E) entries[slot];
        return Optional.ofNullable(entry);
    }

    /// Forgets everything, as after a new start of the stream.
    public void clear() {
        java.util.Arrays.fill(entries, null);
        java.util.Arrays.fill(sequences, EMPTY);
    }
}
