package io.glasscast.sim;

import io.glasscast.kernel.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// A world in one thread: its own clock, its own chance, and events that happen in the order of their times.
/// The same seed gives the same world.
public final class Simulation {
    public static final long MS = 1_000_000;
    public static final long SECOND = 1_000 * MS;

    /// A machine that makes no progress at one instant this many times in a row will never make any.
    private static final int MAX_ELAPSES_AT_ONE_INSTANT = 10_000;

    private record Event(long atNanos, long order, Runnable act) {}

    private record Keeper(LongSupplier deadlineNanos, LongConsumer elapse) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) ->
            a.atNanos() != b.atNanos() ? Long.compare(a.atNanos(), b.atNanos()) : Long.compare(a.order(), b.order()));
    private final List<Keeper> keepers = new ArrayList<>();
    private final SplittableRandom random;
    private long nowNanos;
    private long order;

    public Simulation(long seed) {
        random = new SplittableRandom(seed);
    }

    public long now() {
        return nowNanos;
    }

    public SplittableRandom random() {
        return random;
    }

    /// Lets `act` happen `delayNanos` from now.
    public void after(long delayNanos, Runnable act) {
        events.add(new Event(nowNanos + Math.max(0, delayNanos), order++, act));
    }

    /// Lets `act` happen every `periodNanos`, from now until `untilNanos`.
    public void every(long periodNanos, long untilNanos, Runnable act) {
        if (nowNanos > untilNanos) return;
        act.run();
        after(periodNanos, () -> every(periodNanos, untilNanos, act));
    }

    /// Calls `elapse` whenever the machine behind `deadline` is due.
    public void keepTime(LongSupplier deadline, LongConsumer elapse) {
        keepers.add(new Keeper(deadline, elapse));
    }

    /// Lets time pass until `untilNanos`.
    public void runUntil(long untilNanos) {
        int idle = 0;
        while (true) {
            long next = events.isEmpty() ? Machine.NEVER : events.peek().atNanos();
            for (var keeper : keepers)
                next = Math.min(next, keeper.deadlineNanos().getAsLong());
            if (next > untilNanos) break;
            idle = next > nowNanos ? 0 : idle + 1;
            if (idle > MAX_ELAPSES_AT_ONE_INSTANT) throw new AssertionError("time stands still at " + nowNanos);
            nowNanos = Math.max(nowNanos, next);
            while (!events.isEmpty() && events.peek().atNanos() <= nowNanos)
                events.poll().act().run();
            for (var keeper : List.copyOf(keepers)) {
                if (keeper.deadlineNanos().getAsLong() <= nowNanos)
                    keeper.elapse().accept(nowNanos);
            }
        }
        nowNanos = Math.max(nowNanos, untilNanos);
    }
}
