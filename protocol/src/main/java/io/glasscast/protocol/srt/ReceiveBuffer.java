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

    /// Made with the first packet: a connection that only sends needs none.
    private @Nullable Held[] slots = new @Nullable Held[0];
    private long first;
    private long end;
    /// From `first` to before here nothing is held, so that nobody looks there again and again.
    private long emptyUntil;

    /// @param first the index that is to be handed out first
    ReceiveBuffer(long first) {
        this.first = first;
        this.end = first;
        this.emptyUntil = first;
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
        return index >= emptyUntil && index < end && slots[slot(index)] != null;
    }

    /// @param held neither too old nor too far, nor held already
    void put(Held held) {
        if (slots.length == 0) slots = new @Nullable Held[CAPACITY];
        slots[slot(held.index())] = held;
        emptyUntil = Math.min(emptyUntil, held.index());
        end = Math.max(end, held.index() + 1);
    }

    /// Everything before `newEnd` has come, or never will.
    void extend(long newEnd) {
        end = Math.max(end, newEnd);
    }

    /// The first packet there is; it need not be the one to be handed out next.
    Optional<Held> firstHeld() {
        if (slots.length == 0) return Optional.empty();
        for (; emptyUntil < end; emptyUntil++) {
            var held = slots[slot(emptyUntil)];
            if (held != null) return Optional.of(held);
        }
        return Optional.empty();
    }

    /// Forgets everything before `index`, which is first then.
    void advance(long index) {
        for (long gone = emptyUntil; gone < Math.min(index, end); gone++) slots[slot(gone)] = null;
        first = index;
        end = Math.max(end, first);
        emptyUntil = Math.max(emptyUntil, first);
    }

    private static int slot(long index) {
        return (int) Math.floorMod(index, (long) CAPACITY);
    }
}
