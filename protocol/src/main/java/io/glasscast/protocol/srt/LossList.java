package io.glasscast.protocol.srt;

import java.util.ArrayList;
import java.util.List;

/// What a receiver misses, as ranges of indices in rising order, and when it is to ask for them
/// (draft-sharabayko-srt-01
/// §4.8.2): at once, or after as many packets as lately overtook others; and again every so often.
final class LossList {
    /// A path that overtakes by more than this would cost more latency than it is worth (bonded links: 40).
    private static final int MAX_TOLERANCE = 40;
    /// After so many packets in order the tolerance falls by one.
    private static final int CALM = 50;

    private static final class Gap {
        private final long first;
        private final long last;
        /// NEVER asked: waits for the tolerance.
        private boolean asked;
        private long nextNanos;

        Gap(long first, long last, boolean asked, long nextNanos) {
            this.first = first;
            this.last = last;
            this.asked = asked;
            this.nextNanos = nextNanos;
        }

        Gap part(long newFirst, long newLast) {
            return new Gap(newFirst, newLast, asked, nextNanos);
        }
    }

    private final List<Gap> gaps = new ArrayList<>();
    private int tolerance;
    private int calm;

    boolean isEmpty() {
        return gaps.isEmpty();
    }

    /// The first missing index.
    ///
    /// @throws java.util.NoSuchElementException when nothing is missing
    long first() {
        return gaps.getFirst().first;
    }

    /// Everything from `first` to `last` was overtaken. Later than everything in the list.
    void add(long first, long last, long nowNanos, long periodNanos) {
        gaps.add(new Gap(first, last, false, tolerance == 0 ? nowNanos : nowNanos + periodNanos));
    }

    /// It came after all.
    ///
    /// @return false: it was not missing
    boolean remove(long index) {
        int at = find(index);
        if (at < 0) return false;
        var gap = gaps.get(at);
        boolean head = gap.first < index;
        boolean tail = index < gap.last;
        if (head) gaps.set(at, gap.part(gap.first, index - 1));
        if (tail && head) gaps.add(at + 1, gap.part(index + 1, gap.last));
        else if (tail) gaps.set(at, gap.part(index + 1, gap.last));
        else if (!head) gaps.remove(at);
        return true;
    }

    /// Nothing before `index` is waited for any longer.
    void removeBefore(long index) {
        while (!gaps.isEmpty() && gaps.getFirst().last < index) gaps.removeFirst();
        if (!gaps.isEmpty() && gaps.getFirst().first < index) {
            var gap = gaps.getFirst();
            gaps.set(0, gap.part(index, gap.last));
        }
    }

    /// The sender gave up on everything from `first` to `last`.
    void remove(long first, long last) {
        for (int i = gaps.size() - 1; i >= 0; i--) {
            var gap = gaps.get(i);
            if (gap.last < first || gap.first > last) continue;
            gaps.remove(i);
            if (gap.last > last) gaps.add(i, gap.part(last + 1, gap.last));
            if (gap.first < first) gaps.add(i, gap.part(gap.first, first - 1));
        }
    }

    /// A packet came that had not been asked for, and was `late` packets late: that much is normal here.
    void overtaken(long late) {
        tolerance = (int) Math.clamp(late, tolerance, MAX_TOLERANCE);
        calm = 0;
    }

    /// A packet came in order.
    void inOrder() {
        if (tolerance > 0 && ++calm >= CALM) {
            tolerance--;
            calm = 0;
        }
    }

    /// What to ask for now; counts as asked.
    ///
    /// @param newest the highest index that has come
    /// @param limit  at most so many ranges: what fits a packet
    List<SequenceRange> due(long newest, long nowNanos, long periodNanos, int limit) {
        var ranges = new ArrayList<SequenceRange>();
        // Those that are nearly due go along: one packet instead of several.
        long soon = nowNanos + periodNanos / 4;
        for (var gap : gaps) {
            if (ranges.size() == limit) break;
            boolean due =
                    gap.asked ? gap.nextNanos <= soon : gap.nextNanos <= nowNanos || newest - gap.last > tolerance;
            if (!due) continue;
            gap.asked = true;
            gap.nextNanos = nowNanos + periodNanos;
            ranges.add(new SequenceRange(Sequence.wire(gap.first), Sequence.wire(gap.last)));
        }
        return ranges;
    }

    /// When [#due] has something next, or `Long.MAX_VALUE`.
    long deadlineNanos() {
        long earliest = Long.MAX_VALUE;
        for (var gap : gaps) earliest = Math.min(earliest, gap.nextNanos);
        return earliest;
    }

    private int find(long index) {
        int low = 0;
        int high = gaps.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            var gap = gaps.get(middle);
            if (index < gap.first) high = middle - 1;
            else if (index > gap.last) low = middle + 1;
            else return middle;
        }
        return -1;
    }
}
