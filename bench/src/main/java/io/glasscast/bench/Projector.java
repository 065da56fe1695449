package io.glasscast.bench;

import io.glasscast.glasses.clock.Time;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Shows reels in real time, all of them on one thread: a thread for each would cost more than the showing.
final class Projector implements AutoCloseable {
    /// Something that has a picture or a sound to show at some time, one after another, for ever.
    interface Reel {
        long dueNanos();

        /// Shows what is due, and has the next.
        void show();
    }

    private final Time time;
    private final PriorityQueue<Reel> reels = new PriorityQueue<>(Comparator.comparingLong(Reel::dueNanos));
    private final Thread thread;
    private boolean closed;

    Projector(Time time) {
        this.time = time;
        this.thread = Thread.ofPlatform().name("bench-projector").daemon().start(this::run);
    }

    synchronized void enter(Reel reel) {
        reels.add(reel);
        notifyAll();
    }

    /// When it comes back, the reel is not shown any more.
    synchronized void leave(Reel reel) {
        reels.remove(reel);
    }

    private synchronized void run() {
        try {
            while (!closed) {
                var first = reels.peek();
                if (first == null) {
                    wait();
                } else if (first.dueNanos() > time.nanos()) {
                    pause(first.dueNanos() - time.nanos());
                } else {
                    // Out of the queue while it changes what the queue is ordered by.
                    reels.remove(first);
                    first.show();
                    reels.add(first);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(long nanos) throws InterruptedException {
        if (nanos > 0) wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
