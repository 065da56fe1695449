package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;

/// One viewer's place: what it wants, and what of the programme it gets.
final class Seat {
    private final Viewer viewer;
    private final Wants wants;
    private final Optional<Pass> pass;
    private final String viewerId;
    private final long sinceNanos;
    /// One bit for each track number it gets. None: it has not begun.
    private long tracks;
    /// Until when it waits for the sound to be made, if it waits.
    private long patienceNanos = Machine.NEVER;

    Seat(Viewer viewer, String viewerId, long sinceNanos) {
        this.viewer = viewer;
        this.wants = viewer.wants();
        this.pass = viewer.pass();
        this.viewerId = viewerId;
        this.sinceNanos = sinceNanos;
    }

    Attendance attendance() {
        return new Attendance(viewerId, viewer.door(), pass.flatMap(Pass::link), sinceNanos);
    }

    boolean holds(Pass other) {
        return pass.isPresent() && pass.get() == other;
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
