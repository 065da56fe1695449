package io.glasscast.hub;

import java.util.Optional;

/// Somebody who watches, by whatever reader.
public interface Guest {
    /// What is handed the frames: once, however many watch by it. Asked once, when the guest joins.
    Reader reader();

    /// By which way it watches.
    default Door door() {
        return Door.OTHER;
    }

    /// What it was let in by; empty: it is one of ours. Asked once, when it joins.
    default Optional<Pass> pass() {
        return Optional.empty();
    }

    /// Nobody may watch by this pass any more: for guests that stand for several who came by different ones.
    default void revoked(Pass pass, long nowNanos) {}

    /// There is nothing more to see.
    void ended(long nowNanos);
}
