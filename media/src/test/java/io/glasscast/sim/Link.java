package io.glasscast.sim;

import io.glasscast.kernel.Bytes;
import java.util.function.Consumer;

/// One direction of a network path: loses, delays, doubles and reorders what is sent through it.
public final class Link {
    /// What a path does to packets.
    ///
    /// @param loss        share of packets that vanish, 0..1
    /// @param duplication share of packets that arrive twice
    /// @param delayNanos  one way
    /// @param jitterNanos added to the delay, uniform in 0..jitter; packets overtake each other by it
    /// @param rate        bits a second that pass, one packet after the other; 0 for any number
    /// @param queueNanos  how long a packet may wait for the ones before it; what would wait for longer is lost
    public record Conditions(
            double loss, double duplication, long delayNanos, long jitterNanos, long rate, long queueNanos) {
        /// The buffer of a home router.
        private static final long USUAL_QUEUE_NANOS = 300 * Simulation.MS;

        public Conditions(double loss, double duplication, long delayNanos, long jitterNanos) {
            this(loss, duplication, delayNanos, jitterNanos, 0, USUAL_QUEUE_NANOS);
        }

        public static final Conditions PERFECT = new Conditions(0, 0, 0, 0);

        public Conditions withLoss(double newLoss) {
            return new Conditions(newLoss, duplication, delayNanos, jitterNanos, rate, queueNanos);
        }

        public Conditions withRate(long bitsPerSecond) {
            return new Conditions(loss, duplication, delayNanos, jitterNanos, bitsPerSecond, queueNanos);
        }

        public Conditions withQueue(long nanos) {
            return new Conditions(loss, duplication, delayNanos, jitterNanos, rate, nanos);
        }
    }

    private final Simulation simulation;
    private final Consumer<Bytes> receiver;
    private Conditions conditions;
    private long freeNanos;
    private long sent;
    private long lost;

    public Link(Simulation simulation, Conditions conditions, Consumer<Bytes> receiver) {
        this.simulation = simulation;
        this.conditions = conditions;
        this.receiver = receiver;
    }

    /// Changes the weather for what is sent from now on.
    public void conditions(Conditions now) {
        conditions = now;
    }

    public Conditions conditions() {
        return conditions;
    }

    /// Sends a copy of `packet`, so that the sender may go on using its array.
    public void send(Bytes packet) {
        var random = simulation.random();
        sent++;
        if (random.nextDouble() < conditions.loss()) {
            lost++;
            return;
        }
        long queued = 0;
        if (conditions.rate() > 0) {
            long start = Math.max(simulation.now(), freeNanos);
            if (start - simulation.now() > conditions.queueNanos()) {
                lost++;
                return;
            }
            freeNanos = start + packet.length() * 8_000_000_000L / conditions.rate();
            queued = freeNanos - simulation.now();
        }
        int copies = random.nextDouble() < conditions.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            var copy = Bytes.of(packet.toArray());
            long jitter = conditions.jitterNanos() > 0 ? random.nextLong(conditions.jitterNanos()) : 0;
            simulation.after(queued + conditions.delayNanos() + jitter, () -> receiver.accept(copy));
        }
    }

    public long sent() {
        return sent;
    }

    public long lost() {
        return lost;
    }
}
