package io.glasscast.transcode;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Somebody waits for a thumbnail.
///
/// @param sentNanos when a worker was asked; [Long#MAX_VALUE] before
record StillRequest(CompletableFuture<Optional<Bytes>> jpeg, long sentNanos) {
    StillRequest(CompletableFuture<Optional<Bytes>> jpeg) {
        this(jpeg, Long.MAX_VALUE);
    }

    StillRequest sent(long nowNanos) {
        return new StillRequest(jpeg, nowNanos);
    }

    void give(Bytes made) {
        jpeg.complete(made.isEmpty() ? Optional.empty() : Optional.of(made));
    }

    void refuse() {
        jpeg.complete(Optional.empty());
    }
}
