package io.glasscast.transcode;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Somebody waits for a thumbnail.
///
/// @param sentNanos when, in working time, a worker was asked; [Long#MAX_VALUE] before
record StillRequest(CompletableFuture<Optional<Bytes>> jpeg, long sentNanos) {
    StillRequest(CompletableFuture<Optional<Bytes>> jpeg) {
        this(jpeg, Long.MAX_VALUE);
    }

    StillRequest sent(long sentNanos) {
        return new StillRequest(jpeg, sentNanos);
    }

    void give(Bytes made) {
        jpeg.complete(made.isEmpty() ? Optional.empty() : Optional.of(made));
    }

    void refuse() {
        jpeg.complete(Optional.empty());
    }
}
