package io.glasscast.media;

import io.glasscast.kernel.Bytes;

/// One access unit of one track: what a decoder takes in one call, in the shape that its [Codec] describes.
/// Immutable and on the heap, so any number of holders share it and nobody frees it.
///
/// @param track     the number of the [Track] it belongs to
/// @param ptsNanos  when it is to be shown, in nanoseconds on its stream's own timeline
/// @param keyframe  whether decoding can start here; true for every audio frame
public record Frame(int track, long ptsNanos, boolean keyframe, Bytes payload) {
    /// The same picture at another time.
    public Frame at(long newPtsNanos) {
        return new Frame(track, newPtsNanos, keyframe, payload);
    }
}
