package io.glasscast.protocol.rtp;

import io.glasscast.kernel.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was sent lately, by sequence number, so that it can be sent again (RFC 4585 §6.2.1): a ring that forgets
/// the oldest. There is one for each viewer, and each packet is written into all of them: so it has no object a
/// packet, which a collector would have to follow some seconds long, and what only those need who lose packets is
/// made when the first is missed.
public final class SentPackets {
    /// What is needed to send a packet again.
    ///
    /// @param bytes     what its owner put in: a payload that is shared with others, or the very datagram
    /// @param timestamp of RTP
    public record Entry(Bytes bytes, boolean marker, long timestamp) {}

    /// A second of 12 Mbit/s in full packets: a viewer that asks for older ones has to take the next keyframe.
    public static final int CAPACITY = 1024;

    private static final long MARKER = 1L << 32;
    private static final long NEVER = Long.MIN_VALUE;

    private final int mask;
    private final @Nullable Bytes[] bytes;
    /// The timestamp, and [#MARKER].
    private final long[] headers;
    private long @Nullable [] resentNanos;
    private int next;
    private int count;

    /// @param capacity a power of two up to 32768
    public SentPackets(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity > 0x8000)
            throw new IllegalArgumentException("not a power of two up to 32768: " + capacity);
        mask = capacity - 1;
        bytes = new Bytes[capacity];
        headers = new long[capacity];
    }

    /// Remembers what was sent as `sequence`, the number after the last one; after any other all is forgotten.
    public void add(int sequence, Bytes sent, boolean marker, long timestamp) {
        if (sequence != next) clear();
        int slot = sequence & mask;
        bytes[slot] = sent;
        headers[slot] = marker ? timestamp | MARKER : timestamp;
        if (resentNanos != null) resentNanos[slot] = NEVER;
        next = sequence + 1 & 0xFFFF;
        if (count <= mask) count++;
    }

    /// What was sent as `sequence`, to be sent again now. Nothing when it is forgotten, or was resent less than a
    /// round trip ago, so that the peer cannot have it yet.
    public Optional<Entry> resend(int sequence, long nowNanos, long roundTripNanos) {
        int back = next - sequence & 0xFFFF;
        if (back == 0 || back > count) return Optional.empty();
        if (resentNanos == null) {
            resentNanos = new long[bytes.length];
            Arrays.fill(resentNanos, NEVER);
        }
        int slot = sequence & mask;
        long last = resentNanos[slot];
        if (last != NEVER && nowNanos - last < roundTripNanos) return Optional.empty();
        var found = bytes[slot];
        if (found == null) return Optional.empty();
        resentNanos[slot] = nowNanos;
        return Optional.of(new Entry(found, (headers[slot] & MARKER) != 0, headers[slot] & 0xFFFF_FFFFL));
    }

    /// Forgets everything, as after a new start of the stream.
    public void clear() {
        Arrays.fill(bytes, null);
        resentNanos = null;
        count = 0;
    }
}
