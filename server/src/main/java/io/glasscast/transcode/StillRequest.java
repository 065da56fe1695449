package io.glasscast.transcode;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Somebody waits for a thumbnail.
///
/// @param sinceNanos when they began to
record StillRequest(CompletableFuture<Optional<Bytes>> jpeg, long sinceNanos) {
    void give(Bytes made) {
        jpeg.complete(made.isEmpty() ? Optional.empty() : Optional.of(made));
    }

    void refuse() {
        jpeg.complete(Optional.empty());
    }
}
