package io.glasscast.control;

import io.glasscast.kernel.Machine;
import java.util.Optional;

/// Asks the glasses every 15 s whether they still stream. They stop by themselves when they are not asked for 60 s.
final class KeepAlive {
    private static final long INTERVAL_NANOS = 15_000_000_000L;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final int MISSES = 3;

    private final NameMint mint;
    private long nextNanos;
    private long missedNanos = Machine.NEVER;
    private int misses;

    KeepAlive(NameMint mint, long nowNanos) {
        this.mint = mint;
        nextNanos = nowNanos + INTERVAL_NANOS;
    }

    /// Any sign of life counts, not only the ack.
    void heard() {
        missedNanos = Machine.NEVER;
        misses = 0;
    }

    /// Nobody to ask: what is not asked is not missed.
    void pause() {
        nextNanos = Machine.NEVER;
        missedNanos = Machine.NEVER;
    }

    /// Somebody to ask again: at once, for their minute has been running on.
    void resume(long nowNanos) {
        heard();
        nextNanos = nowNanos;
    }

    /// Whether three in a row went unanswered.
    boolean silent() {
        return misses >= MISSES;
    }

    /// The id of the question that is to be asked now, if one is due.
    Optional<String> elapse(long nowNanos) {
        if (nowNanos >= missedNanos) {
            missedNanos = Machine.NEVER;
            misses = Math.min(misses + 1, MISSES);
        }
        if (nowNanos < nextNanos) return Optional.empty();
        nextNanos = nowNanos + INTERVAL_NANOS;
        missedNanos = nowNanos + PATIENCE_NANOS;
        return Optional.of(mint.ackId());
    }

    long deadlineNanos() {
        return Math.min(nextNanos, missedNanos);
    }
}
