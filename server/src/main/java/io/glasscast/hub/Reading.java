package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;

/// What one reader wants, and what of the programme it gets.
final class Reading {
    private final Reader reader;
    private final Wants wants;
    /// One bit for each track number it gets. None: it has not begun.
    private long tracks;
    /// Until when it waits for the sound to be made, if it waits.
    private long patienceNanos = Machine.NEVER;

    Reading(Reader reader) {
        this.reader = reader;
        this.wants = reader.wants();
    }

    Reader reader() {
        return reader;
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
        reader.begin(
                selected, group.stream().filter(frame -> gets(frame.track())).toList(), nowNanos);
    }

    void interrupted(long nowNanos) {
        reader.interrupted(nowNanos);
    }

    void frame(Frame frame, long nowNanos) {
        if (gets(frame.track())) reader.frame(frame, nowNanos);
    }
}
