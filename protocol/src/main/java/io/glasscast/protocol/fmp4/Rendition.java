package io.glasscast.protocol.fmp4;

import io.glasscast.media.Codec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The pictures of a stream, or its sound, as far as they can be played now.
///
/// @param kind             pictures or sound
/// @param frameRate        pictures a second, as the publisher means them (29.97 rather than 30.1); 0 of sound
/// @param bandwidth        the most bits a second that a run of segments took so far, see [Reel]
/// @param averageBandwidth the bits a second of all so far
/// @param partTargetNanos  no part is longer than this, and it never changes
/// @param segments         those listed, oldest first, never empty; only the last may be incomplete, and it has parts
/// @param retired          those before them that players may still ask for, oldest first
/// @param goesOn           whether the newest segment is complete and the next one follows it without a hole
public record Rendition(
        Codec.Kind kind,
        double frameRate,
        long bandwidth,
        long averageBandwidth,
        long partTargetNanos,
        List<Segment> segments,
        List<Segment> retired,
        boolean goesOn) {
    public Rendition {
        segments = List.copyOf(segments);
        retired = List.copyOf(retired);
    }

    /// The newest segment.
    public Segment last() {
        return segments.getLast();
    }

    /// What the newest segment plays behind.
    public InitSegment init() {
        return last().init();
    }

    /// The first segment listed.
    public long mediaSequence() {
        return segments.getFirst().msn();
    }

    /// The segment of that number, listed or retired.
    public Optional<Segment> segment(long msn) {
        long index = msn - mediaSequence();
        if (index >= 0) return index < segments.size() ? Optional.of(segments.get((int) index)) : Optional.empty();
        return retired.stream().filter(segment -> segment.msn() == msn).findFirst();
    }

    /// The newest segment that starts there or before, listed or retired.
    public Optional<Segment> before(long ticks) {
        return Stream.concat(segments.reversed().stream(), retired.reversed().stream())
                .filter(segment -> segment.startTicks() <= ticks)
                .findFirst();
    }

    /// The initialisation segment of that id, if a segment here needs it.
    public Optional<InitSegment> init(String id) {
        for (var segment : segments.reversed()) if (segment.init().id().equals(id)) return Optional.of(segment.init());
        return retired.stream()
                .map(Segment::init)
                .filter(init -> init.id().equals(id))
                .findFirst();
    }
}
