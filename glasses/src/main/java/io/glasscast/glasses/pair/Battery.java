package io.glasscast.glasses.pair;

/// What is left in the battery: a straight line down from the last known level, steeper while streaming.
final class Battery {
    /// A stream empties full glasses in an hour and a half; a day on the nose without one.
    private static final double STREAMING_PERCENT_PER_HOUR = 67, RESTING_PERCENT_PER_HOUR = 4;

    private static final double NANOS_PER_HOUR = 3.6e12;

    private double percent;
    private long sinceNanos;
    private boolean streaming;

    Battery(double percent) {
        this.percent = percent;
    }

    double percent(long nowNanos) {
        double rate = streaming ? STREAMING_PERCENT_PER_HOUR : RESTING_PERCENT_PER_HOUR;
        return Math.clamp(percent - rate * (nowNanos - sinceNanos) / NANOS_PER_HOUR, 0, 100);
    }

    /// As glasses see it: in whole percents.
    int gauge(long nowNanos) {
        return (int) Math.round(percent(nowNanos));
    }

    void streaming(boolean now, long nowNanos) {
        set(percent(nowNanos), nowNanos);
        streaming = now;
    }

    void set(double newPercent, long nowNanos) {
        percent = newPercent;
        sinceNanos = nowNanos;
    }
}
