package io.glasscast.hub;

import io.glasscast.media.Frame;
import java.util.ArrayList;
import java.util.List;

/// The frames since the last video keyframe, sound between them, so that a viewer can start on a picture at once. They
/// are in the order of their times: sound that was made comes later than the pictures that it belongs to.
///
/// A stream without video has no group to wait for: it keeps nothing, and viewers start with the next frame.
final class GroupOfPictures {
    /// Four seconds of 10 Mbit/s, the most that glasses send, with room for a large keyframe.
    private static final int MAX_BYTES = 8 << 20;
    /// Eight seconds of 60 pictures and 50 packets of sound a second.
    private static final int MAX_FRAMES = 1_000;

    private final List<Frame> frames = new ArrayList<>();
    private final int videoTrack;
    private int bytes;

    /// @param videoTrack the number of the track whose keyframes start a group, or -1 without one
    GroupOfPictures(int videoTrack) {
        this.videoTrack = videoTrack;
    }

    void add(Frame frame) {
        boolean starts = frame.track() == videoTrack && frame.keyframe();
        if (starts) clear();
        else if (frames.isEmpty() || frame.dtsNanos() < frames.getFirst().dtsNanos()) return;
        if (frames.size() == MAX_FRAMES || bytes + frame.payload().length() > MAX_BYTES) {
            // A group with a hole is worth nothing; the next keyframe starts another.
            clear();
            return;
        }
        int place = frames.size();
        while (place > 0 && frames.get(place - 1).dtsNanos() > frame.dtsNanos()) place--;
        frames.add(place, frame);
        bytes += frame.payload().length();
    }

    void clear() {
        frames.clear();
        bytes = 0;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /// A copy, keyframe first.
    List<Frame> frames() {
        return List.copyOf(frames);
    }
}
