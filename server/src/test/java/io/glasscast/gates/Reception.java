package io.glasscast.gates;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;

/// What somebody at a door sees and hears, and how far each is from the other and from the truth.
final class Reception {
    private static final long MS = 1_000_000;
    /// Sound and picture that were taken so near to each other are compared.
    private static final long NEAR_NANOS = 400 * MS;
    /// A timeline begins where its first frame arrives, and finds the least delay within this time.
    private static final long SETTLED_NANOS = 300_000 * MS;

    private final String name;
    private final long[] truth = {Long.MIN_VALUE, Long.MIN_VALUE};
    private final long[] offset = new long[2];
    private final long[] count = new long[2];
    private long settlesNanos = SETTLED_NANOS;
    private long home = Long.MIN_VALUE;
    private long apart;
    private long astray;

    Reception(String name) {
        this.name = name;
    }

    void got(Codec.Kind kind, Frame frame) {
        got(kind, frame.ptsNanos(), Truth.of(frame));
    }

    void got(Codec.Kind kind, long ptsNanos, long truthNanos) {
        if (truthNanos < 0) return;
        int me = kind.ordinal();
        int other = 1 - me;
        count[me]++;
        truth[me] = truthNanos;
        offset[me] = ptsNanos - truthNanos;
        if (truth[other] != Long.MIN_VALUE && Math.abs(truth[other] - truthNanos) < NEAR_NANOS)
            apart = Math.max(apart, Math.abs(offset[me] - offset[other]));
        if (truthNanos < settlesNanos) return;
        if (home == Long.MIN_VALUE) home = offset[me];
        astray = Math.max(astray, Math.abs(offset[me] - home));
    }

    /// The publisher comes back: its timeline has to settle again.
    void settlesAgain(long nowNanos) {
        settlesNanos = nowNanos + SETTLED_NANOS;
    }

    /// The most that sound and picture were apart.
    long apartMillis() {
        return apart / MS;
    }

    /// The most that either was away from where it had settled.
    long astrayMillis() {
        return astray / MS;
    }

    long pictures() {
        return count[Codec.Kind.VIDEO.ordinal()];
    }

    long sounds() {
        return count[Codec.Kind.AUDIO.ordinal()];
    }

    @Override
    public String toString() {
        return "%s: %d pictures, %d sounds, %d ms apart, %d ms astray"
                .formatted(name, pictures(), sounds(), apartMillis(), astrayMillis());
    }
}
