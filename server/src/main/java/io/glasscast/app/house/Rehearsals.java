package io.glasscast.app.house;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done some times over before the server says that it is ready, so that the first peers find its classes
/// loaded and the hottest of its code compiled. Runs beside whatever else a start has to do.
final class Rehearsals {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsals.class);

    /// Of a WebRTC session the first costs some 200 ms of CPU, the second 25, the eighth 15, and the hundredth still 8:
    /// from there on a start would wait longer than peers gain.
    static final int COUNT = 8;

    private final CompletableFuture<Void> done;

    private Rehearsals(CompletableFuture<Void> done) {
        this.done = done;
    }

    /// @param rehearsal whether one went well; where it did not, there is no use in others
    static Rehearsals begin(BooleanSupplier rehearsal) {
        return new Rehearsals(CompletableFuture.runAsync(() -> run(rehearsal), Rehearsals::aside));
    }

    private static void aside(Runnable task) {
        Thread.ofPlatform().daemon().name("rehearsals").start(task);
    }

    private static void run(BooleanSupplier rehearsal) {
        for (int count = 0; count < COUNT; count++) {
            if (!rehearsal.getAsBoolean()) {
                LOG.warn("a rehearsal of a WebRTC session failed");
                return;
            }
        }
    }

    /// Waits for the last of them. That they fail does not keep a server from opening: peers may fare better.
    void await() {
        done.exceptionally(e -> {
                    LOG.warn("a rehearsal of a WebRTC session failed", e);
                    return null;
                })
                .join();
    }
}
