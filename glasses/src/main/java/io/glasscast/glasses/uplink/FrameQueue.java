package io.glasscast.glasses.uplink;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Frames on their way from the camera's thread to the uplink's. Begins with a keyframe, and with the next one after
/// frames had to be left out: what depends on them would be of no use to anybody.
final class FrameQueue {
    /// Two seconds of pictures and sound. What does not fit is of the past.
    static final int MAX_FRAMES = 160;

    private final OptionalInt video;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private boolean awaitsKeyframe;
    private long dropped;

    FrameQueue(List<Track> tracks) {
        video = tracks.stream()
                .filter(track -> track.kind() == Codec.Kind.VIDEO)
                .mapToInt(Track::number)
                .findFirst();
        awaitsKeyframe = video.isPresent();
    }

    /// @return whether it was taken
    synchronized boolean offer(Frame frame) {
        if (awaitsKeyframe && frame.keyframe() && isVideo(frame)) awaitsKeyframe = false;
        if (awaitsKeyframe) return false;
        if (frames.size() >= MAX_FRAMES) {
            dropped += frames.size() + 1;
            frames.clear();
            awaitsKeyframe = video.isPresent();
            return false;
        }
        return frames.add(frame);
    }

    synchronized Optional<Frame> poll() {
        return Optional.ofNullable(frames.poll());
    }

    /// Frames that were left out because nobody fetched them.
    synchronized long dropped() {
        return dropped;
    }

    private boolean isVideo(Frame frame) {
        return video.isPresent() && frame.track() == video.getAsInt();
    }
}
