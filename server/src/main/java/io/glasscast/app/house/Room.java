package io.glasscast.app.house;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something that was opened and is to be closed.
record Room(String name, Supplier<? extends CompletionStage<?>> closing) {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    /// Closes it, and gives up waiting after `within`.
    void close(Duration within) {
        try {
            closing.get().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warn("{} did not close within {} ms", name, within.toMillis());
        } catch (ExecutionException | RuntimeException e) {
            LOG.warn("{} did not close well", name, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
