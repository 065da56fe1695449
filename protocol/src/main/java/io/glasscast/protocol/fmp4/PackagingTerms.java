package io.glasscast.protocol.fmp4;

import java.time.Duration;

/// How a stream is cut, and how much of it is held.
///
/// @param part          about how long a part is; the exact part target follows from how long a frame is
/// @param segment       a keyframe ends a segment that is about this long
/// @param targetSeconds no segment rounds to more seconds than this (EXT-X-TARGETDURATION); never changes, so a group
///     of pictures that is longer is cut without a keyframe
/// @param window        how much is listed, at least: more than six target durations, or delta updates have nothing
///     to leave out
/// @param maxBytes      both renditions together; where a stream is so rich that the window holds more, it is shorter
public record PackagingTerms(Duration part, Duration segment, int targetSeconds, Duration window, int maxBytes) {
    /// 28 seconds of 8 Mbit/s are 28 MB; 64 MB are what a stream of 16 Mbit/s fills.
    public static final PackagingTerms DEFAULT =
            new PackagingTerms(Duration.ofMillis(200), Duration.ofSeconds(2), 4, Duration.ofSeconds(28), 64 << 20);

    public PackagingTerms {
        if (part.compareTo(segment) >= 0)
            throw new IllegalArgumentException("a part of " + part + " must be shorter than a segment of " + segment);
        if (segment.compareTo(Duration.ofSeconds(targetSeconds)) > 0)
            throw new IllegalArgumentException("a segment of " + segment + " must not exceed " + targetSeconds + " s");
    }
}
