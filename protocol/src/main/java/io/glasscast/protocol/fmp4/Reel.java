package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The segments of one rendition: those listed, those retired, and the one that grows.
final class Reel {
    private static final long SECOND = 1_000_000_000L;

    private record Growing(Cut cut, InitSegment init, long startTicks) {
        long unixNanos() {
            return cut.unixNanos() + new Timescale(init.timescale()).nanos(startTicks) - cut.nanos();
        }
    }

    private final Codec.Kind kind;
    private final long targetNanos;
    private final List<Segment> complete = new ArrayList<>();
    private final List<Segment> retired = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Growing growing;
    private long endTicks;
    private long fragments;
    private long peak;
    private long allBytes;
    private long allNanos;
    private long revision;

    /// @param targetSeconds the target duration
    Reel(Codec.Kind kind, int targetSeconds) {
        this.kind = kind;
        this.targetNanos = targetSeconds * SECOND;
    }

    /// Begins a segment. The one before it must have been closed.
    void open(Cut cut, InitSegment init, long startTicks) {
        if (growing != null) throw new IllegalStateException("a segment is open");
        growing = new Growing(cut, init, startTicks);
        endTicks = startTicks;
    }

    boolean isOpen() {
        return growing != null;
    }

    /// Where the open segment started.
    long startTicks() {
        return opened().startTicks();
    }

    /// Adds a part to the open segment.
    ///
    /// @param ticks how far it takes the stream; its last frame may be shown for longer
    /// @param lead  see [Fragment#write(long, List, long)]
    void add(List<Sample> samples, long ticks, long lead) {
        var open = opened();
        var last = samples.getLast();
        endTicks = last.ticks() + last.duration();
        var timescale = new Timescale(open.init().timescale());
        boolean independent = samples.stream().anyMatch(Sample::sync);
        long number = ++fragments;
        Bytes bytes = parts.isEmpty()
                ? Fragment.write(number, samples, lead, open.unixNanos())
                : Fragment.write(number, samples, lead);
        parts.add(new Part(bytes, timescale.nanos(ticks), independent));
        revision++;
    }

    /// Ends the open segment.
    ///
    /// @param atTicks where the next one starts
    void close(long atTicks) {
        var segment = segment(opened(), atTicks, true);
        growing = null;
        parts.clear();
        endTicks = atTicks;
        complete.add(segment);
        if (!segment.gap()) {
            allBytes += segment.length();
            allNanos += segment.durationNanos();
        }
        measure();
        revision++;
    }

    /// The peak is that of any run of segments that lasts between half a target duration and one and a half
    /// (draft-pantos-hls-rfc8216bis §4.4.6.2): those that end with the newest are measured here.
    private void measure() {
        long bytes = 0;
        long nanos = 0;
        for (var segment : complete.reversed()) {
            bytes += segment.length();
            nanos += segment.durationNanos();
            if (nanos > targetNanos * 3 / 2) return;
            if (nanos >= targetNanos / 2) peak = Math.max(peak, rate(bytes, nanos));
        }
    }

    /// Adds a segment for which there is no media.
    void gap(Cut cut, InitSegment init, long startTicks, long untilTicks) {
        open(cut, init, startTicks);
        close(untilTicks);
    }

    /// Takes the segments before `msn` off the list. Players may ask for them for some time.
    ///
    /// @param retainNanos how much of them is kept
    void retire(long msn, long retainNanos) {
        while (complete.size() > 1 && complete.getFirst().msn() < msn) retired.add(complete.removeFirst());
        long kept = 0;
        for (var segment : retired) kept += segment.durationNanos();
        while (!retired.isEmpty() && kept > retainNanos)
            kept -= retired.removeFirst().durationNanos();
    }

    /// Complete segments that are listed, oldest first.
    List<Segment> listed() {
        return complete;
    }

    /// Rises with every change.
    long revision() {
        return revision;
    }

    /// Bytes of media held.
    long bytes() {
        long bytes = 0;
        for (var part : parts) bytes += part.bytes().length();
        for (var segment : complete) bytes += segment.length();
        for (var segment : retired) bytes += segment.length();
        return bytes;
    }

    /// What can be played now, if anything can.
    Optional<Rendition> rendition(double frameRate, long partTargetNanos) {
        var segments = new ArrayList<>(complete);
        if (growing != null && !parts.isEmpty()) segments.add(segment(growing, endTicks, false));
        if (segments.stream().allMatch(Segment::gap)) return Optional.empty();
        var newest = segments.getLast();
        // The first part alone, which has a keyframe in it, tells little; but something must be said.
        long average = allNanos == 0 ? rate(newest.length(), newest.durationNanos()) : rate(allBytes, allNanos);
        return Optional.of(new Rendition(
                kind,
                frameRate,
                Math.max(peak, average),
                average,
                partTargetNanos,
                segments,
                retired,
                growing != null && parts.isEmpty() && !growing.cut().discontinuity()));
    }

    private Segment segment(Growing open, long untilTicks, boolean whole) {
        return new Segment(
                open.cut().msn(),
                open.init(),
                open.cut().discontinuity(),
                open.cut().discontinuitySequence(),
                open.startTicks(),
                untilTicks - open.startTicks(),
                open.unixNanos(),
                whole,
                parts);
    }

    private Growing opened() {
        if (growing == null) throw new IllegalStateException("no segment is open");
        return growing;
    }

    /// Bits a second; 0 of what lasts no time.
    private static long rate(long bytes, long nanos) {
        return nanos == 0 ? 0 : Math.round(bytes * 8.0 * SECOND / nanos);
    }
}
