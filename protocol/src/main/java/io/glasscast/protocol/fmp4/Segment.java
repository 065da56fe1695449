package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import java.util.List;

/// A piece of a rendition that starts where the piece of the same number starts in the other rendition.
///
/// @param msn                   media sequence number; rises by one, also across a discontinuity
/// @param init                  what it plays behind
/// @param discontinuity         whether it does not continue the one before it
/// @param discontinuitySequence how many discontinuities came before it and at it, since the first window
/// @param startTicks            where on the stream's timeline it starts to show, in `init.timescale()`
/// @param durationTicks         how long it is, so far, in `init.timescale()`
/// @param unixNanos             the wall clock's time, since 1970, when what it starts with was seen
/// @param complete              false while parts may follow
/// @param parts                 in order; a complete segment without any is a gap, for which there is no media
public record Segment(
        long msn,
        InitSegment init,
        boolean discontinuity,
        long discontinuitySequence,
        long startTicks,
        long durationTicks,
        long unixNanos,
        boolean complete,
        List<Part> parts) {
    public Segment {
        parts = List.copyOf(parts);
    }

    /// Whether there is no media in it and never will be.
    public boolean gap() {
        return complete && parts.isEmpty();
    }

    public long durationNanos() {
        return new Timescale(init.timescale()).nanos(durationTicks);
    }

    /// Its bytes, to be sent one behind the other; shared with the parts.
    public List<Bytes> content() {
        return parts.stream().map(Part::bytes).toList();
    }

    public int length() {
        int length = 0;
        for (var part : parts) length += part.bytes().length();
        return length;
    }
}
