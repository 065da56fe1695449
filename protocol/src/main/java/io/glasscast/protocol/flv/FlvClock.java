package io.glasscast.protocol.flv;

import io.glasscast.media.Codec;
import java.util.EnumMap;
import java.util.Map;

/// One time for all tags of a publisher: its 32-bit milliseconds go on through wraps, and through jumps as if there
/// had been none.
///
/// Encoders jump when their source changes, when they are restarted behind a relay, and when a counter of 24 or 31
/// bits wraps that should have had 32. After a jump time goes on from when the tag came.
final class FlvClock {
    /// A step of more than this, forth without as much waiting or back, is a jump.
    private static final long JUMP_MILLIS = 5_000;
    /// Sound and pictures overtake each other, but each for itself comes in order.
    private static final long BACK_MILLIS = 500;

    private static final long NANOS_A_MILLI = 1_000_000;

    private final Map<Codec.Kind, Long> lastOfKind = new EnumMap<>(Codec.Kind.class);
    private boolean started;
    private int last;
    private long lastMillis;
    private long lastArrivalNanos;
    private long jumps;

    /// The time of a tag of this kind, in nanoseconds since the first tag.
    ///
    /// @param timestamp unsigned 32 bits
    long nanos(Codec.Kind kind, long timestamp, long arrivalNanos) {
        long waited = started ? Math.max(0, arrivalNanos - lastArrivalNanos) / NANOS_A_MILLI : 0;
        // A subtraction of 32 bits wraps as the timestamps do.
        int step = started ? (int) timestamp - last : 0;
        long millis = lastMillis + step;
        Long before = lastOfKind.get(kind);
        boolean forth = step > JUMP_MILLIS && step - waited > JUMP_MILLIS;
        boolean back = step < -JUMP_MILLIS || (before != null && millis < before - BACK_MILLIS);
        if (forth || back) {
            jumps++;
            millis = lastMillis + Math.max(1, waited);
        }
        started = true;
        last = (int) timestamp;
        lastMillis = millis;
        lastArrivalNanos = arrivalNanos;
        lastOfKind.put(kind, before == null ? millis : Math.max(before, millis));
        return millis * NANOS_A_MILLI;
    }

    /// How often time jumped.
    long jumps() {
        return jumps;
    }
}
