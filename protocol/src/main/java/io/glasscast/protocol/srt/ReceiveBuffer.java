package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Packets that have come and wait for their time, in the order of their numbers.
final class ReceiveBuffer {
    /// Ten megabytes: ten seconds at 8 Mbit/s. Also what we announce as flow window.
    static final int CAPACITY = 8192;

    /// @param index         its number
    /// @param deliveryNanos when it is to be handed out
    /// @param payload       empty: it came, and could not be opened
    record Held(long index, long deliveryNanos, Bytes payload) {}

    private final @Nullable Held[] slots = new @Nullable Held[CAPACITY];
    private long first;
    private long end;

    /// @param first the index that is handed out first
    ReceiveBuffer(long first) {
        this.first = first;
        this.end = first;
    }

    /// The index that is handed out next.
    long first() {
        return first;
    }

    /// One after the highest index that has come.
    long end() {
        return end;
    }

    /// Packets that could come now.
    int available() {
        return (int) (CAPACITY - (end - first));
    }

    boolean tooOld(long index) {
        return index < first;
    }

    boolean tooFar(long index) {
        return index >= first + CAPACITY;
    }

    boolean holds(long index) {
        return index >= first && index < end && slots[slot(index)] != null;
    }

    /// @param held neither too old nor too far, nor held already
    void put(Held held) {
        slots[slot(held.index())] = held;
        end = Math.max(end, held.index() + 1);
    }

    /// Everything before `newEnd` has come, or never will.
    void extend(long newEnd) {
        end = Math.max(end, newEnd);
    }

    /// The first packet there is; it need not be the one to be handed out next.
    Optional<Held> firstHeld() {
        for (long index = first; index < end; index++) {
            var held = slots[slot(index)];
            if (held != null) return Optional.of(held);
        }
        return Optional.empty();
    }

    /// Forgets everything before `index`, which is first then.
    void advance(long index) {
        for (long gone = first; gone < Math.min(index, end); gone++) slots[slot(gone)] = null;
        first = index;
        end = Math.max(end, first);
    }

    private static int slot(long index) {
        return (int) Math.floorMod(index, (long) CAPACITY);
    }
}
