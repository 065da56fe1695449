package io.glasscast.protocol.dash;

import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Segment;
import java.util.List;

/// A stretch of the stream in which nothing changes but the media: one publisher, the same codings, no holes.
///
/// @param msn        the number of its first segment, which may have been left behind by now: it names the period
/// @param startNanos where it starts on the stream's timeline, in whole milliseconds
/// @param runs       what there is to play in it
record Period(long msn, long startNanos, List<Run> runs) {
    /// The segments of one rendition in a period.
    ///
    /// @param segments with media, in order and without a hole; never empty
    record Run(Rendition rendition, List<Segment> segments) {
        /// Whether one more segment has begun, of which there is nothing yet.
        boolean goesOn() {
            return rendition.goesOn() && last().msn() == rendition.last().msn();
        }

        Segment first() {
            return segments.getFirst();
        }

        Segment last() {
            return segments.getLast();
        }
    }

    /// Where what it holds so far ends on the stream's timeline.
    long endNanos() {
        long end = startNanos;
        for (var run : runs) end = Math.max(end, Clockwork.endNanos(run.last()));
        return end;
    }
}
