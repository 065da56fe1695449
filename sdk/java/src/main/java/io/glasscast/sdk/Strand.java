package io.glasscast.sdk;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time and in order on the threads of a pool. Throws away what tasks throw, with a line in the log. */
final class Strand implements Executor {
    private static final System.Logger LOG = System.getLogger(Strand.class.getName());

    /** Statuses come once a second at most: so many wait only behind a handler that never returns. */
    private static final int LIMIT = 10_000;

    private final Executor pool;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private volatile @Nullable Thread current;

    Strand(Executor pool) {
        this.pool = pool;
    }

    /**
     * Runs a task that may be missed.
     *
     * @return false when too many wait already
     */
    boolean offer(Runnable task) {
        synchronized (waiting) {
            if (waiting.size() >= LIMIT) return false;
        }
        execute(task);
        return true;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            waiting.add(task);
            if (running) return;
            running = true;
        }
        try {
            pool.execute(this::drain);
        } catch (RejectedExecutionException closed) {
            // The app is closed. What is asked now only learns that, and must not wait for it for ever.
            drain();
        }
    }

    /** Whether the caller is one of its tasks. */
    boolean runsThisThread() {
        return Thread.currentThread().equals(current);
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            current = Thread.currentThread();
            guarded(task);
            current = null;
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            var task = waiting.poll();
            running = task != null;
            return task;
        }
    }

    /** Runs a stranger's code: whatever it throws ends here. */
    static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error thrown) {
            LOG.log(Level.ERROR, "a handler failed", thrown);
        }
    }
}
