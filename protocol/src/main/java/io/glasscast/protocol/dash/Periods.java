package io.glasscast.protocol.dash;

import io.glasscast.protocol.dash.Period.Run;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Divides a window into periods (ISO/IEC 23009-1 §5.3.2): a new one wherever a rendition does not continue what it
/// was, or begins or ends to have a hole.
///
/// A period keeps its name and its start for as long as there is anything of it (§5.4), also when the segment it
/// started with has left the window. That is what is remembered here from one window to the next.
final class Periods {
    /// Where each period that is still listed starts, by the number of its first segment.
    private final TreeMap<Long, Long> startNanos = new TreeMap<>();

    List<Period> of(Window window) {
        var leader = window.leader();
        if (leader.isEmpty()) return List.of();
        long first = leader.get().mediaSequence();
        for (long msn : starts(window, first)) startNanos.computeIfAbsent(msn, _ -> startNanos(window, msn));
        var oldest = startNanos.floorKey(first);
        if (oldest != null) startNanos.headMap(oldest).clear();
        var periods = new ArrayList<Period>();
        for (var start : startNanos.entrySet()) {
            var next = startNanos.higherKey(start.getKey());
            var runs = runs(window, start.getKey(), next == null ? Long.MAX_VALUE : next);
            if (!runs.isEmpty()) periods.add(new Period(start.getKey(), start.getValue(), runs));
        }
        if (periods.size() > 1 && mayBecomeMore(periods.getLast(), window))
            startNanos.remove(periods.removeLast().msn());
        return periods;
    }

    /// Whether pictures or sound of a new period have yet to come, as they do within its first segment if at all.
    /// Players choose what to fetch when they hear of a period: dash.js never takes up what is added to it.
    private static boolean mayBecomeMore(Period period, Window window) {
        return !window.ended()
                && period.runs().size() < window.renditions().size()
                && period.runs().stream().noneMatch(run -> run.first().complete());
    }

    /// The numbers of the segments that periods start with, as far as this window tells.
    private TreeSet<Long> starts(Window window, long first) {
        var starts = new TreeSet<Long>();
        // What came before is either known already, or nobody has been told of it.
        if (startNanos.floorKey(first) == null) starts.add(first);
        for (var rendition : window.renditions()) {
            boolean gap = rendition.segments().getFirst().gap();
            for (var segment : rendition.segments()) {
                if (segment.msn() > first && (segment.discontinuity() || segment.gap() != gap))
                    starts.add(segment.msn());
                gap = segment.gap();
            }
        }
        return starts;
    }

    /// The earliest start of that number in any rendition that has media there, in whole milliseconds, which every
    /// timescale here can tell exactly or nearly so.
    private static long startNanos(Window window, long msn) {
        long start = Long.MAX_VALUE;
        for (var rendition : window.renditions()) {
            var segment = rendition.segment(msn);
            if (segment.isPresent()) start = Math.min(start, Clockwork.startNanos(segment.get()));
        }
        return Math.floorDiv(start, Clockwork.MILLI) * Clockwork.MILLI;
    }

    private static List<Run> runs(Window window, long from, long to) {
        var runs = new ArrayList<Run>();
        for (var rendition : window.renditions()) {
            var segments = between(rendition, from, to);
            if (!segments.isEmpty()) runs.add(new Run(rendition, segments));
        }
        return runs;
    }

    private static List<Segment> between(Rendition rendition, long from, long to) {
        return rendition.segments().stream()
                .filter(segment -> segment.msn() >= from && segment.msn() < to && !segment.gap())
                .toList();
    }
}
