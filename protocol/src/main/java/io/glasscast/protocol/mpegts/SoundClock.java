package io.glasscast.protocol.mpegts;

/// Times of sound units: a PES packet says that of the first one, the others follow without a gap.
final class SoundClock {
    private static final long NONE = Long.MIN_VALUE;

    private long base = NONE;
    /// Samples since `base`: counted, not added up in nanoseconds, so that rounding does not add up either.
    private long samples;
    private int rate = 1;

    /// The next unit's time is said.
    void set(Units.Times times) {
        if (!times.known()) return;
        base = times.ptsNanos();
        samples = 0;
    }

    /// Nothing is known about the next unit's time.
    void forget() {
        base = NONE;
    }

    boolean known() {
        return base != NONE;
    }

    /// The time of the next unit, which lasts `count` samples of `sampleRate`.
    long next(int count, int sampleRate) {
        if (sampleRate != rate) {
            base += samples * 1_000_000_000L / rate;
            samples = 0;
            rate = sampleRate;
        }
        long now = base + samples * 1_000_000_000L / rate;
        samples += count;
        return now;
    }
}
