package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// One camera feed: a publisher that may change, viewers that stay, one timeline for all of them.
///
/// The timeline is the driver's clock: a publication's first frame is shown at the moment it arrived, and everything
/// after it keeps its distance to that. So time goes on through a change of publisher, and never backwards.
public final class Stream {
    /// Life of a stream. A publisher that vanishes leaves it lingering, so that it finds its viewers still there when
    /// it comes back.
    private sealed interface State {
        record Waiting() implements State {}

        record Live(Publication publication, Publisher publisher, List<Track> tracks) implements State {}

        record Lingering(long untilNanos) implements State {}

        record Closed() implements State {}
    }

    /// A new publication continues at least this much after the last frame of the one before.
    private static final long CONTINUATION_NANOS = 1_000_000;

    private final StreamNames names;
    private final HubLimits limits;
    private final BiConsumer<StreamNames, StreamEvent> listener;
    private final KeyframeRequests keyframes;
    /// Replaced, never changed, so that a viewer may leave while frames are handed round.
    private List<Viewer> viewers = List.of();

    private State state = new State.Waiting();
    private GroupOfPictures group = new GroupOfPictures(-1);
    private boolean playable;
    private boolean timelineSet;
    private long offsetNanos;
    private long lastPtsNanos = -CONTINUATION_NANOS;
    private long lastFrameNanos;
    private long groupStartNanos;
    private long frames;
    private long bytes;

    Stream(StreamNames names, HubLimits limits, BiConsumer<StreamNames, StreamEvent> listener) {
        this.names = names;
        this.limits = limits;
        this.listener = listener;
        this.keyframes = new KeyframeRequests(limits.keyframeGap().toNanos());
    }

    public StreamNames names() {
        return names;
    }

    /// The tracks of the publisher that is there now; empty when there is none.
    public List<Track> tracks() {
        return state instanceof State.Live live ? live.tracks() : List.of();
    }

    /// Whether somebody publishes now.
    public boolean live() {
        return state instanceof State.Live;
    }

    /// Whether the stream is over for good.
    public boolean closed() {
        return state instanceof State.Closed;
    }

    /// Whether a viewer that joins now sees a picture at once.
    public boolean playable() {
        return playable;
    }

    public int viewers() {
        return viewers.size();
    }

    /// Frames fanned out since the stream was opened.
    public long frames() {
        return frames;
    }

    /// Payload bytes taken in since the stream was opened.
    public long bytes() {
        return bytes;
    }

    /// Starts a publication; the newest wins. Whoever published before is dismissed, the viewers stay.
    ///
    /// @throws IllegalStateException when the stream was closed
    public Publication publish(Publisher publisher, List<Track> tracks, long nowNanos) {
        if (state instanceof State.Closed) throw new IllegalStateException("closed: " + names);
        var before = state;
        var publication = new Publication(this);
        state = new State.Live(publication, publisher, List.copyOf(tracks));
        group = new GroupOfPictures(videoTrack(tracks));
        playable = false;
        timelineSet = false;
        lastFrameNanos = nowNanos;
        groupStartNanos = nowNanos;
        if (before instanceof State.Live live) live.publisher().dismissed(Publisher.Dismissal.SUPERSEDED, nowNanos);
        for (var viewer : viewers) viewer.begin(tracks, List.of(), nowNanos);
        return publication;
    }

    /// Adds a viewer, which sees the present at once when the stream is live.
    ///
    /// @return false when the stream has as many viewers as it may have, or is closed
    public boolean join(Viewer viewer, long nowNanos) {
        if (state instanceof State.Closed || viewers.size() >= limits.viewers()) return false;
        var more = new ArrayList<>(viewers);
        more.add(viewer);
        viewers = List.copyOf(more);
        if (state instanceof State.Live live) {
            viewer.begin(live.tracks(), group.frames(), nowNanos);
            if (group.isEmpty()) requestKeyframe(nowNanos);
        }
        return true;
    }

    public void leave(Viewer viewer) {
        viewers = viewers.stream().filter(other -> other != viewer).toList();
    }

    /// Somebody who watches cannot decode before the next keyframe.
    public void requestKeyframe(long nowNanos) {
        keyframes.want();
        askForKeyframe(nowNanos);
    }

    void frame(Publication from, Frame frame, long nowNanos) {
        if (!(state instanceof State.Live live) || live.publication() != from) return;
        if (!timelineSet) {
            timelineSet = true;
            long start = Math.max(nowNanos, lastPtsNanos + CONTINUATION_NANOS);
            offsetNanos = start - frame.ptsNanos();
        }
        var moved = frame.at(frame.ptsNanos() + offsetNanos);
        lastPtsNanos = Math.max(lastPtsNanos, moved.ptsNanos());
        lastFrameNanos = nowNanos;
        frames++;
        bytes += frame.payload().length();
        group.add(moved);
        boolean startsGroup =
                moved.keyframe() && (videoTrack(live.tracks()) == moved.track() || videoTrack(live.tracks()) < 0);
        if (startsGroup) {
            keyframes.arrived();
            groupStartNanos = nowNanos;
        }
        for (var viewer : viewers) viewer.frame(moved, nowNanos);
        if (startsGroup && !playable) {
            playable = true;
            listener.accept(names, StreamEvent.PLAYABLE);
        }
    }

    void unpublish(Publication publication, long nowNanos) {
        if (!(state instanceof State.Live live) || live.publication() != publication) return;
        state = new State.Lingering(nowNanos + limits.linger().toNanos());
        group.clear();
        interrupt(nowNanos);
    }

    void close(long nowNanos) {
        var before = state;
        state = new State.Closed();
        playable = false;
        group.clear();
        if (before instanceof State.Live live) live.publisher().dismissed(Publisher.Dismissal.STREAM_CLOSED, nowNanos);
        endViewers(nowNanos);
    }

    void elapse(long nowNanos) {
        switch (state) {
            case State.Live _ -> {
                if (playable && nowNanos >= stallNanos()) {
                    group.clear();
                    interrupt(nowNanos);
                }
                if (nowNanos >= groupEndNanos()) {
                    groupStartNanos = nowNanos;
                    keyframes.want();
                }
                askForKeyframe(nowNanos);
            }
            case State.Lingering(var until) -> {
                if (nowNanos < until) return;
                state = new State.Waiting();
                endViewers(nowNanos);
                listener.accept(names, StreamEvent.ABANDONED);
            }
            case State.Waiting _, State.Closed _ -> {}
        }
    }

    long deadlineNanos() {
        return switch (state) {
            case State.Live _ ->
                Math.min(Math.min(playable ? stallNanos() : Machine.NEVER, groupEndNanos()), keyframes.deadlineNanos());
            case State.Lingering(var until) -> until;
            case State.Waiting _, State.Closed _ -> Machine.NEVER;
        };
    }

    private void interrupt(long nowNanos) {
        boolean was = playable;
        playable = false;
        for (var viewer : viewers) viewer.interrupted(nowNanos);
        if (was) listener.accept(names, StreamEvent.INTERRUPTED);
    }

    private void askForKeyframe(long nowNanos) {
        if (state instanceof State.Live live && keyframes.take(nowNanos))
            live.publisher().requestKeyframe(nowNanos);
    }

    private void endViewers(long nowNanos) {
        var last = viewers;
        viewers = List.of();
        for (var viewer : last) viewer.ended(nowNanos);
    }

    private long stallNanos() {
        return lastFrameNanos + limits.stall().toNanos();
    }

    private long groupEndNanos() {
        return groupStartNanos + limits.keyframeEvery().toNanos();
    }

    private static int videoTrack(List<Track> tracks) {
        for (var track : tracks) if (track.kind() == Codec.Kind.VIDEO) return track.number();
        return -1;
    }
}
