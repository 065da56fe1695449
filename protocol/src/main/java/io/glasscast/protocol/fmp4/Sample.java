package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;

/// One frame in a fragment.
///
/// @param ticks    decoding time on the stream's timeline, moved so that a keyframe is decoded when it is shown
/// @param duration in ticks, at least 1
/// @param offset   composition offset in ticks: when it is shown, less when it is decoded; may be negative
/// @param sync     whether decoding can start here
record Sample(long ticks, int duration, int offset, boolean sync, Bytes payload) {
    Sample lasting(int newDuration) {
        return new Sample(ticks, newDuration, offset, sync, payload);
    }
}
