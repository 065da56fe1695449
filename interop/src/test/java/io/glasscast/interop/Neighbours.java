package io.glasscast.interop;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// Whoever else is at work on this machine. What must be seen in time cannot be seen while they are.
final class Neighbours {
    private static final Duration TRIAL = Duration.ofMillis(200);
    /// One that finds a quiet moment is enough: what a test leaves behind it takes a moment to go.
    private static final int TRIALS = 10;

    private static final double NEARLY_ALL = 0.85;

    private Neighbours() {}

    /// Whether they leave us much less than the whole machine.
    static boolean busy() throws Exception {
        for (int i = 0; i < TRIALS; i++) if (left() > NEARLY_ALL) return false;
        return true;
    }

    /// How much of the machine we get when we want all of it, from 0 to 1.
    private static double left() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        try (var workers = Executors.newFixedThreadPool(cores)) {
            var work = new ArrayList<Callable<Long>>();
            for (int i = 0; i < cores; i++) work.add(Neighbours::work);
            long got = 0;
            for (var worker : workers.invokeAll(work)) got += worker.get();
            return (double) got / cores / TRIAL.toNanos();
        }
    }

    /// @return what a thread that never waits got of the processor, in nanoseconds
    private static long work() {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        long until = System.nanoTime() + TRIAL.toNanos();
        while (System.nanoTime() < until) Thread.onSpinWait();
        return threads.getCurrentThreadCpuTime() - before;
    }
}
