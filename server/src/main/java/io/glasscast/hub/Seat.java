package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;

/// One viewer's place: what it wants, and what of the programme it gets.
final class Seat {
    private final Viewer viewer;
    private final Wants wants;
    /// One bit for each track number it gets. None: it has not begun.
    private long tracks;
    /// Until when it waits for the sound to be made, if it waits.
    private long patienceNanos = Machine.NEVER;

    Seat(Viewer viewer) {
        this.viewer = viewer;
        this.wants = viewer.wants();
    }

    Viewer viewer() {
        return viewer;
    }

    Wants wants() {
        return wants;
    }

    boolean gets(int track) {
        return (tracks >>> track & 1) != 0;
    }

    /// Whether it has yet to be told what it gets.
    boolean waiting() {
        return patienceNanos != Machine.NEVER;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    void await(long untilNanos) {
        tracks = 0;
        patienceNanos = untilNanos;
    }

    /// What it got or waited for is no more.
    void clear() {
        tracks = 0;
        patienceNanos = Machine.NEVER;
    }

    void begin(List<Track> selected, List<Frame> group, long nowNanos) {
        patienceNanos = Machine.NEVER;
        tracks = 0;
        for (var track : selected) tracks |= 1L << track.number();
        viewer.begin(
                selected, group.stream().filter(frame -> gets(frame.track())).toList(), nowNanos);
    }

    void interrupted(long nowNanos) {
        viewer.interrupted(nowNanos);
    }

    void frame(Frame frame, long nowNanos) {
        if (gets(frame.track())) viewer.frame(frame, nowNanos);
    }
}
