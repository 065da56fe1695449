package io.glasscast.sdk;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The alarm clock of an app. Tests bring their own. */
interface Timers {
    /** Runs the task once, later; it must be short. */
    Timer after(Duration delay, Runnable task);

    /** No more alarms are set; those that are still ring. */
    void close();

    /** An alarm that is set. */
    interface Timer {
        /** Never set. */
        Timer NONE = () -> {};

        /** Takes it back. Harmless after it rang. */
        void cancel();
    }

    /** The machine's own clock. */
    static Timers real() {
        var clock = new ScheduledThreadPoolExecutor(1, task -> Threads.daemon(task, "glasscast-timers"));
        clock.setRemoveOnCancelPolicy(true);
        return new Timers() {
            @Override
            public Timer after(Duration delay, Runnable task) {
                if (clock.isShutdown()) return Timer.NONE;
                var set = clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> set.cancel(false);
            }

            @Override
            public void close() {
                clock.shutdown();
            }
        };
    }
}
