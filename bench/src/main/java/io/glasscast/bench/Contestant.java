package io.glasscast.bench;

import java.io.IOException;
import java.time.Duration;

/// Who is measured.
interface Contestant<S extends Sample> extends AutoCloseable {
    Duration STINT = Duration.ofSeconds(8);

    String name();

    /// What runs for months is measured as it is after its first minute. In stints, so that viewers come and go
    /// too: what they cause when they come would else be compiled while the measured ones watch.
    ///
    /// @param step how much is going to be asked
    /// @throws IOException when it breaks; the message says how
    default void warmUp(int step, Duration time) throws IOException, InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime())
            sample(step, Duration.ofNanos(Math.min(left, STINT.toNanos())));
    }

    /// @param step   how much is asked
    /// @param window how long is measured, once everybody has what they came for
    /// @throws IOException when it breaks; the message says how
    S sample(int step, Duration window) throws IOException, InterruptedException;

    /// Waits until whatever the last join made a server do is done; no longer than is measured afterwards, for
    /// who measures shortly only tries.
    static void settle(Duration time, Duration window) throws InterruptedException {
        Thread.sleep(time.compareTo(window) < 0 ? time : window);
    }

    @Override
    void close() throws IOException, InterruptedException;
}
