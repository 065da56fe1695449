package io.glasscast.glasses.clock;

import java.util.concurrent.locks.LockSupport;

/// The clocks the glasses live by, handed in so that a test can run them faster.
public interface Time {
    /// Nanoseconds since some fixed moment; never goes back.
    long nanos();

    /// Milliseconds since 1970, as the wearer's watch would say.
    long epochMillis();

    /// Returns at `deadlineNanos`, or earlier when the thread is interrupted or unparked.
    void sleepUntil(long deadlineNanos);

    /// The machine's own clocks, from now on.
    static Time system() {
        long origin = System.nanoTime();
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime() - origin;
            }

            @Override
            public long epochMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public void sleepUntil(long deadlineNanos) {
                long wait = deadlineNanos - nanos();
                if (wait > 0) LockSupport.parkNanos(this, wait);
            }
        };
    }
}
