package io.glasscast.control;

import io.glasscast.contract.OutputStatus;
import io.glasscast.kernel.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/// One app's part in a managed stream.
final class Share {
    private static final long SECOND = 1_000_000_000L;

    private OptionalInt durationSeconds = OptionalInt.empty();

    /// Destinations of its last request that were not taken.
    List<OutputStatus> refused = List.of();
    /// What it was told last of its outputs.
    List<OutputStatus> told = List.of();
    /// When a start that was neither answered `active` nor `error` becomes an error.
    long pendingUntilNanos = Machine.NEVER;
    /// When the app's own duration limit ends its share.
    long limitNanos = Machine.NEVER;

    /// As it was before the server was killed.
    static Share recalled(DeskMemory.Sharer memory, ToLongFunction<Instant> nanosAt) {
        var share = new Share();
        share.durationSeconds = memory.durationSeconds();
        share.pendingUntilNanos =
                memory.pendingUntil().map(nanosAt::applyAsLong).orElse(Machine.NEVER);
        share.limitNanos = memory.limit().map(nanosAt::applyAsLong).orElse(Machine.NEVER);
        return share;
    }

    /// The app asked, for the first time or again: what it wants now counts, from now.
    void asked(OptionalInt limitSeconds) {
        durationSeconds = limitSeconds;
        limitNanos = Machine.NEVER;
    }

    /// Whether its start was neither answered `active` nor `error` yet.
    boolean pending() {
        return pendingUntilNanos != Machine.NEVER;
    }

    DeskMemory.Sharer memory(String packageName, LongFunction<Instant> at) {
        return new DeskMemory.Sharer(
                packageName, durationSeconds, moment(pendingUntilNanos, at), moment(limitNanos, at));
    }

    static Optional<Instant> moment(long nanos, LongFunction<Instant> at) {
        return nanos == Machine.NEVER ? Optional.empty() : Optional.of(at.apply(nanos));
    }

    /// The limit counts from the first picture, not from the request.
    void live(long nowNanos) {
        pendingUntilNanos = Machine.NEVER;
        if (durationSeconds.isPresent() && limitNanos == Machine.NEVER)
            limitNanos = nowNanos + durationSeconds.getAsInt() * SECOND;
    }
}
