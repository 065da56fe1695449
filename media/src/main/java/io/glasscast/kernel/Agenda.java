package io.glasscast.kernel;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Which of many machines is due when. A driver keeps one alarm for all of them instead of one each.
///
/// @param <M> the machines' type, told apart by identity
public final class Agenda<M> {
    /// Entries that do not count any more, and may be in the queue whatever there is beside them.
    private static final int SPARE = 64;

    private static final class Entry<M> {
        private final long atNanos;
        /// Null once the entry does not count any more: what is left of it in the queue must not keep a
        /// machine, with all that hangs on it, until a time that may be far away.
        private @Nullable M machine;

        Entry(long atNanos, M machine) {
            this.atNanos = atNanos;
            this.machine = machine;
        }
    }

    private final PriorityQueue<Entry<M>> entries = new PriorityQueue<>((a, b) -> Long.compare(a.atNanos, b.atNanos));
    /// The one entry of each machine that counts.
    private final Map<M, Entry<M>> current = new IdentityHashMap<>();
    private final ToLongFunction<? super M> deadline;

    /// @param deadline a machine's [Machine#deadlineNanos]
    public Agenda(ToLongFunction<? super M> deadline) {
        this.deadline = deadline;
    }

    /// Notes a machine's deadline; to be called after everything that may have changed it.
    public void note(M machine) {
        long at = deadline.applyAsLong(machine);
        var noted = current.get(machine);
        // A deadline that moved back is found out when its entry comes up: cheaper than searching the queue.
        if (noted != null && noted.atNanos <= at) return;
        if (at == Machine.NEVER) return;
        add(at, machine);
        if (noted != null) drop(noted);
    }

    public void forget(M machine) {
        var noted = current.remove(machine);
        if (noted != null) drop(noted);
    }

    private void add(long at, M machine) {
        var entry = new Entry<>(at, machine);
        current.put(machine, entry);
        entries.add(entry);
    }

    private void drop(Entry<M> entry) {
        entry.machine = null;
        // Searching the queue for each would cost more than now and then for all.
        if (entries.size() > 2 * current.size() + SPARE) entries.removeIf(each -> each.machine == null);
    }

    /// Hands every machine that is due to `elapse`, which calls its [Machine#elapse]; then notes its next deadline.
    public void elapse(long nowNanos, Consumer<? super M> elapse) {
        for (var next = entries.peek(); next != null && next.atNanos <= nowNanos; next = entries.peek()) {
            entries.poll();
            var machine = next.machine;
            if (machine == null) continue;
            current.remove(machine);
            if (deadline.applyAsLong(machine) <= nowNanos) elapse.accept(machine);
            if (!current.containsKey(machine)) noteLater(machine, nowNanos);
        }
    }

    /// When [#elapse] is due next, or [Machine#NEVER].
    public long deadlineNanos() {
        for (var next = entries.peek(); next != null; next = entries.peek()) {
            if (next.machine != null) return next.atNanos;
            entries.poll();
        }
        return Machine.NEVER;
    }

    private void noteLater(M machine, long nowNanos) {
        long at = deadline.applyAsLong(machine);
        if (at == Machine.NEVER) return;
        // A machine that is still due has done what it could: look again a moment later, never in this same loop.
        add(Math.max(at, nowNanos + 1), machine);
    }
}
