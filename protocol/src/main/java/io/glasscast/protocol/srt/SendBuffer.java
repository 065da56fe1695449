package io.glasscast.protocol.srt;

import io.glasscast.protocol.srt.SrtPacket.Data;
import org.jspecify.annotations.Nullable;

/// Packets from the first that the peer has not acknowledged to the last that was handed over, without holes.
final class SendBuffer {
    /// Ten megabytes: at 8 Mbit/s ten seconds, of which the drop threshold leaves at most 12.5.
    static final int CAPACITY = 8192;

    /// A packet and how often it has left.
    static final class Entry {
        private final Data packet;
        private final long submittedNanos;
        private long lastSentNanos;
        private int times;

        private Entry(Data packet, long submittedNanos) {
            this.packet = packet;
            this.submittedNanos = submittedNanos;
        }

        long submittedNanos() {
            return submittedNanos;
        }

        long lastSentNanos() {
            return lastSentNanos;
        }

        /// 0: not yet sent.
        int times() {
            return times;
        }

        /// The packet as it is to leave now.
        Data leave(long nowNanos) {
            lastSentNanos = nowNanos;
            return times++ == 0 ? packet : packet.again();
        }
    }

    /// Made with the first packet: a connection that only receives needs none.
    private @Nullable Entry[] slots = new @Nullable Entry[0];
    private long first;
    private long nextUnsent;
    private long end;

    SendBuffer(long first) {
        this.first = first;
        this.nextUnsent = first;
        this.end = first;
    }

    /// The first packet that is not acknowledged.
    long first() {
        return first;
    }

    /// The first packet that has not left yet.
    long nextUnsent() {
        return nextUnsent;
    }

    /// One after the last.
    long end() {
        return end;
    }

    boolean full() {
        return end - first >= CAPACITY;
    }

    int unsent() {
        return (int) (end - nextUnsent);
    }

    int inFlight() {
        return (int) (nextUnsent - first);
    }

    void add(Data packet, long nowNanos) {
        if (slots.length == 0) slots = new @Nullable Entry[CAPACITY];
        slots[slot(end++)] = new Entry(packet, nowNanos);
    }

    /// @throws IllegalStateException when it is not here
    Entry entry(long index) {
        var entry = index < first || index >= end ? null : slots[slot(index)];
        if (entry == null) throw new IllegalStateException("no packet " + index);
        return entry;
    }

    /// The next packet leaves for the first time.
    Entry takeUnsent() {
        return entry(nextUnsent++);
    }

    /// Forgets everything before `index`.
    void removeBefore(long index) {
        while (first < Math.min(index, end)) slots[slot(first++)] = null;
        nextUnsent = Math.max(nextUnsent, first);
    }

    /// Forgets what was handed over before `nanos`.
    ///
    /// @return how many packets
    int removeOlder(long nanos) {
        long index = first;
        while (index < end && entry(index).submittedNanos < nanos) index++;
        int count = (int) (index - first);
        removeBefore(index);
        return count;
    }

    private static int slot(long index) {
        return (int) Math.floorMod(index, (long) CAPACITY);
    }
}
