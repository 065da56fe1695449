package io.glasscast.transcode;

import java.util.function.LongSupplier;

/// How long workers could have worked. Who is to look at them a few times a second and comes seconds late had no
/// processor, or the whole machine stood still, and then they had none either: of such a gap only a little counts
/// against them. Lives on the media loop.
final class WorkingTime implements LongSupplier {
    /// Looks are a quarter of a second apart; twice that is a loop that was busy.
    private static final long MOST_PER_LOOK_NANOS = 500_000_000;

    private final LongSupplier nowNanos;
    private long lookedNanos;
    private long workedNanos;

    WorkingTime(LongSupplier nowNanos) {
        this.nowNanos = nowNanos;
        this.lookedNanos = nowNanos.getAsLong();
    }

    /// Since it began, in nanoseconds; never goes back.
    @Override
    public long getAsLong() {
        return workedNanos + Math.min(nowNanos.getAsLong() - lookedNanos, MOST_PER_LOOK_NANOS);
    }

    /// Somebody looks at the workers.
    void look() {
        workedNanos = getAsLong();
        lookedNanos = nowNanos.getAsLong();
    }
}
