package io.glasscast.protocol.dash;

import io.glasscast.protocol.dash.Period.Run;
import io.glasscast.protocol.fmp4.Segment;

/// The `SegmentTimeline` of a run (ISO/IEC 23009-1 §5.3.9.6), with the segment that is still being made at its end. It
/// is there as soon as the one before is whole: FFmpeg asks for a manifest once after each segment, and loses its way
/// if the next is not in it.
///
/// How long that one will be is a guess, and players hold us to it: dash.js asks next for what is shown after the end
/// that it was told, and Shaka takes a segment whose end has moved later for another one. So the guess errs on the
/// long side, where both do the right thing, by less than any segment is long.
final class Timeline {
    /// Added to the longest segment listed: camera frames come a few milliseconds early or late, and keyframes one
    /// frame.
    private static final long MARGIN_MILLIS = 250;

    /// How much of the margin is needed where cameras are well-behaved: a frame.
    private static final long NEEDED_MILLIS = 70;

    private final int timescale;
    private final long shortest;
    private final long longest;

    /// @param shortest what a segment lasts at least, as a rule, in ticks
    /// @param longest  what none exceeds, in ticks
    Timeline(int timescale, long shortest, long longest) {
        this.timescale = timescale;
        this.shortest = shortest;
        this.longest = longest;
    }

    void write(Xml xml, Run run) {
        xml.open("SegmentTimeline");
        long guess = guess(run, run.last().startTicks());
        long at = Long.MIN_VALUE;
        var segments = run.segments();
        for (int i = 0; i < segments.size(); ) {
            long start = segments.get(i).startTicks();
            long ticks = ticks(segments, i, guess);
            int repeats = 0;
            while (i + repeats + 1 < segments.size()
                    && segments.get(i + repeats + 1).startTicks() == start + (repeats + 1) * ticks
                    && ticks(segments, i + repeats + 1, guess) == ticks) repeats++;
            xml.open("S");
            if (start != at) xml.attribute("t", start);
            xml.attribute("d", ticks);
            if (repeats > 0) xml.attribute("r", repeats);
            xml.close();
            at = start + (repeats + 1) * ticks;
            i += repeats + 1;
        }
        if (run.goesOn()) xml.open("S").attribute("d", guess(run, at)).close();
        xml.close();
    }

    /// How long a segment lasts: up to the next one, so that rounding leaves neither holes nor overlaps.
    private static long ticks(java.util.List<Segment> segments, int index, long guess) {
        var segment = segments.get(index);
        if (index + 1 < segments.size()) return segments.get(index + 1).startTicks() - segment.startTicks();
        return segment.complete() ? segment.durationTicks() : guess;
    }

    /// @param start of the segment that is to be guessed at
    private long guess(Run run, long start) {
        long known = shortest;
        for (var segment : run.segments()) if (segment.complete()) known = Math.max(known, segment.durationTicks());
        long guess = beforeTheSecond(start, known, Math.min(longest, known + MARGIN_MILLIS * timescale / 1000));
        // One that outlasts the guess gets all there may be, at once rather than bit by bit.
        return run.last().complete() || run.last().durationTicks() < guess
                ? guess
                : Math.max(longest, run.last().durationTicks());
    }

    /// FFmpeg counts in whole seconds: it misses the next segment if a second begins between that one's start and the
    /// end that was guessed. So where there is room, the guess ends right before the second.
    private long beforeTheSecond(long start, long known, long guess) {
        long second = (start + guess) / timescale * timescale;
        return second - start > known + NEEDED_MILLIS * timescale / 1000 ? second - 1 - start : guess;
    }
}
