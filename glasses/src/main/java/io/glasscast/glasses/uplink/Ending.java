package io.glasscast.glasses.uplink;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// How an uplink's thread ends, and who hears of it: it fails at most once, and whoever stops it hears of nothing any
/// more. The uplink's thread says that it is over; any other may stop it.
final class Ending {
    /// How long a stop waits for the thread: longer than it ever needs, but for a server that hangs.
    private static final long STOP_SECONDS = 2;

    private final Uplink.Listener listener;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean failed;
    private volatile boolean silent;

    Ending(Uplink.Listener listener) {
        this.listener = listener;
    }

    /// Tells the listener, if it still wants to be told.
    void tell(Consumer<Uplink.Listener> news) {
        if (!stopping && !failed) news.accept(listener);
    }

    /// Called by the uplink's thread.
    void fail(String reason) {
        if (failed) return;
        failed = true;
        if (!stopping) listener.failed(reason);
    }

    void stop() {
        stopping = true;
    }

    /// There is to be no good-bye, whoever stops it.
    void hush() {
        silent = true;
    }

    boolean silent() {
        return silent;
    }

    /// Whether there is nothing more to be done but to say good-bye.
    boolean due() {
        return stopping || failed;
    }

    boolean stopping() {
        return stopping;
    }

    /// Called by the uplink's thread when it holds nothing any more.
    void ended() {
        ended.countDown();
    }

    /// @return whether the thread has ended in time
    boolean await() throws InterruptedException {
        return ended.await(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
