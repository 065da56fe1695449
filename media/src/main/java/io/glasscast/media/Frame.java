package io.glasscast.media;

import io.glasscast.kernel.Bytes;

/// One access unit of one track: what a decoder takes in one call, in the shape that its [Codec] describes.
/// Immutable and on the heap, so any number of holders share it and nobody frees it.
///
/// Frames of a track travel in decoding order. Where pictures are shown in another order than they are decoded in,
/// `dtsNanos` rises from frame to frame and `ptsNanos`, never below it, does not.
///
/// @param track     the number of the [Track] it belongs to
/// @param ptsNanos  when it is to be shown, in nanoseconds on its stream's own timeline
/// @param dtsNanos  when it is to be decoded, on the same timeline
/// @param keyframe  whether decoding can start here; true for every audio frame
public record Frame(int track, long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload) {
    /// A frame that is shown as soon as it is decoded.
    public Frame(int track, long ptsNanos, boolean keyframe, Bytes payload) {
        this(track, ptsNanos, ptsNanos, keyframe, payload);
    }

    /// The same picture at another time.
    public Frame at(long newPtsNanos) {
        return new Frame(track, newPtsNanos, dtsNanos + (newPtsNanos - ptsNanos), keyframe, payload);
    }

    /// The same picture on another track.
    public Frame on(int otherTrack) {
        return new Frame(otherTrack, ptsNanos, dtsNanos, keyframe, payload);
    }
}
