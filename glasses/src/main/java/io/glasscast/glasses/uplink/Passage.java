package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// One direction of a network in some [Weather]: datagrams go in, and come out later, twice, out of order or not at
/// all. The same chance gives the same fate.
///
/// @param <D> a datagram
public final class Passage<D> implements Machine<D, D> {
    /// How long a datagram may wait for its turn when the rate is limited: the buffer of a home router.
    static final long QUEUE_NANOS = 200_000_000;

    /// How long one that is reordered is held back, beside the delay of all.
    static final long HOLD_NANOS = 20_000_000;

    /// Enough for a second of 100 Mbit/s; what comes then is lost as in any full buffer.
    static final int MAX_UNDERWAY = 10_000;

    private record Underway<D>(long atNanos, long order, D datagram) {}

    private final Weather weather;
    private final Chance chance;
    private final ToIntFunction<D> bytes;
    private final PriorityQueue<Underway<D>> underway = new PriorityQueue<>((a, b) ->
            a.atNanos() != b.atNanos() ? Long.compare(a.atNanos(), b.atNanos()) : Long.compare(a.order(), b.order()));
    private long order;
    private long freeNanos;
    private long inOrderNanos;
    private long lost;

    /// @param bytes how long a datagram is
    public Passage(Weather weather, Chance chance, ToIntFunction<D> bytes) {
        this.weather = weather;
        this.chance = chance;
        this.bytes = bytes;
    }

    @Override
    public void handle(D datagram, long now, Consumer<? super D> out) {
        if (weather.fair()) {
            out.accept(datagram);
            return;
        }
        if (happens(weather.loss())) {
            lost++;
            return;
        }
        long sentNanos = now;
        if (weather.rate() > 0) {
            long start = Math.max(now, freeNanos);
            if (start - now > QUEUE_NANOS) {
                lost++;
                return;
            }
            freeNanos = start + bytes.applyAsInt(datagram) * 8_000_000_000L / weather.rate();
            sentNanos = freeNanos;
        }
        long jitter = weather.jitterNanos() > 0 ? (long) (share() * weather.jitterNanos()) : 0;
        long arrives = sentNanos + weather.delayNanos() + jitter;
        if (happens(weather.reorder())) {
            add(arrives + HOLD_NANOS, datagram);
        } else {
            inOrderNanos = Math.max(inOrderNanos, arrives);
            add(inOrderNanos, datagram);
        }
        if (happens(weather.duplicate())) add(Math.max(inOrderNanos, arrives), datagram);
        elapse(now, out);
    }

    @Override
    public void elapse(long now, Consumer<? super D> out) {
        while (!underway.isEmpty() && underway.peek().atNanos() <= now)
            out.accept(underway.poll().datagram());
    }

    @Override
    public long deadlineNanos() {
        return underway.isEmpty() ? NEVER : underway.peek().atNanos();
    }

    /// Datagrams that vanished, by chance or because a buffer was full.
    public long lost() {
        return lost;
    }

    private void add(long atNanos, D datagram) {
        if (underway.size() < MAX_UNDERWAY) underway.add(new Underway<>(atNanos, order++, datagram));
        else lost++;
    }

    private boolean happens(double probability) {
        return probability > 0 && share() < probability;
    }

    /// Uniform in [0, 1).
    private double share() {
        return (chance.nextLong() >>> 11) * 0x1p-53;
    }
}
