package io.glasscast.kernel;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// Which of many machines is due when. A driver keeps one alarm for all of them instead of one each.
///
/// @param <M> the machines' type, told apart by identity
public final class Agenda<M> {
    private record Entry<M>(long atNanos, M machine) {}

    private final PriorityQueue<Entry<M>> entries =
            new PriorityQueue<>((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
    /// The one entry of each machine that counts; an entry that is not in here has been overtaken.
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
        if (noted != null && noted.atNanos() <= at) return;
        if (at == Machine.NEVER) return;
        var entry = new Entry<>(at, machine);
        current.put(machine, entry);
        entries.add(entry);
    }

    public void forget(M machine) {
        current.remove(machine);
    }

    /// Hands every machine that is due to `elapse`, which calls its [Machine#elapse]; then notes its next deadline.
    public void elapse(long nowNanos, Consumer<? super M> elapse) {
        for (var next = entries.peek(); next != null && next.atNanos() <= nowNanos; next = entries.peek()) {
            entries.poll();
            var machine = next.machine();
            if (!current.remove(machine, next)) continue;
            if (deadline.applyAsLong(machine) <= nowNanos) elapse.accept(machine);
            if (!current.containsKey(machine)) noteLater(machine, nowNanos);
        }
    }

    /// When [#elapse] is due next, or [Machine#NEVER].
    public long deadlineNanos() {
        for (var next = entries.peek(); next != null; next = entries.peek()) {
            if (current.get(next.machine()) == next) return next.atNanos();
            entries.poll();
        }
        return Machine.NEVER;
    }

    private void noteLater(M machine, long nowNanos) {
        long at = deadline.applyAsLong(machine);
        if (at == Machine.NEVER) return;
        // A machine that is still due has done what it could: look again a moment later, never in this same loop.
        var entry = new Entry<>(Math.max(at, nowNanos + 1), machine);
        current.put(machine, entry);
        entries.add(entry);
    }
}
