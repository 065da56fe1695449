package io.glasscast.protocol.fmp4;

import java.util.Arrays;
import java.util.List;

/// How long a part may be, worked out from how long frames are: a part target may never change, no part may be
/// longer, and only a few may be shorter than 85 % of it (draft-pantos-hls-rfc8216bis §4.4.4.9). So it is a whole
/// number of frames near the length wished for.
final class PartTarget {
    private static final long MILLI = 1_000_000;
    /// Capture times tremble. With this much room, a part of the usual number of frames fits even so.
    private static final double ROOM = 1.05;

    private PartTarget() {}

    /// Of frames whose times tremble, such as a camera's.
    static long ofPictures(long wishedNanos, long frameNanos) {
        return upToMillis(Math.round(frames(wishedNanos, frameNanos) * frameNanos * ROOM));
    }

    /// Of frames that are exactly as long as each other.
    static long ofSound(long wishedNanos, long frameNanos) {
        return upToMillis(frames(wishedNanos, frameNanos) * frameNanos);
    }

    /// The middle one of some durations: what a frame usually lasts.
    static long median(List<Long> durations) {
        var sorted = durations.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long frames(long wishedNanos, long frameNanos) {
        return Math.max(1, Math.round((double) wishedNanos / frameNanos));
    }

    private static long upToMillis(long nanos) {
        return (nanos + MILLI - 1) / MILLI * MILLI;
    }
}
