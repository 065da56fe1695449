package io.glasscast.drive;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The clock of all machines: nanoseconds since it was made, which never step back.
public final class Nanos implements LongSupplier {
    private final long startNanos = System.nanoTime();
    private final long unixNanosAtStart;

    /// @param wall the time of day, looked at this once
    public Nanos(InstantSource wall) {
        var now = wall.instant();
        unixNanosAtStart = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public long getAsLong() {
        return System.nanoTime() - startNanos;
    }

    /// The wall clock's time, in nanoseconds since 1970, when this clock stood at 0.
    public long unixNanosAtStart() {
        return unixNanosAtStart;
    }
}
