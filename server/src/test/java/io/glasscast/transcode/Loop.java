package io.glasscast.transcode;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A media loop for tests: one thread, and the machine's clock.
final class Loop implements Executor, AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final long startNanos = System.nanoTime();

    long nowNanos() {
        return System.nanoTime() - startNanos;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /// Runs `task` on the loop after a while.
    void later(Runnable task, long millis) {
        var _ = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /// Runs `task` on the loop and waits for what it gives.
    <T> T ask(Callable<T> task) {
        try {
            return thread.submit(task).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
