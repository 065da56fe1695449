package io.glasscast.hub;

import java.time.Duration;

/// How much the hub holds and how patient it is.
///
/// @param streams       at most this many streams are open, so that a runaway client cannot fill the heap
/// @param named         at most this many of them opened by publishers, by naming them
/// @param viewers       at most this many viewers a stream, for the same reason
/// @param linger        how long viewers are kept for a publisher that has gone
/// @param stall         how long a publisher may be silent before its stream counts as interrupted
/// @param keyframeEvery a group of pictures older than this makes the hub ask for a keyframe: bounds what is
///     remembered, and how much a new viewer has to decode before it sees the present
/// @param keyframeGap   never ask a publisher for keyframes more often than this, however many viewers join
/// @param clockTrust    a publisher's wall clock is believed when it is no further from ours than this
public record HubLimits(
        int streams,
        int named,
        int viewers,
        Duration linger,
        Duration stall,
        Duration keyframeEvery,
        Duration keyframeGap,
        Duration clockTrust) {
    public static final HubLimits DEFAULT = new HubLimits(
            1_000,
            0,
            10_000,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4),
            Duration.ofMillis(500),
            Duration.ofSeconds(10));

    /// The same with so many named streams.
    public HubLimits withNamed(int streamsNamed) {
        return new HubLimits(streams, streamsNamed, viewers, linger, stall, keyframeEvery, keyframeGap, clockTrust);
    }
}
