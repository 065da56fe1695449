package io.glasscast.protocol.srtp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// The sources (SSRCs) of one direction and what is kept of each. A scan of a short array: peers have two to eight
/// sources, and the last one asked for is mostly the next one too.
final class Sources<S> {
    /// Three simulcast layers, their retransmissions and audio are seven; the rest is for sources that change their
    /// SSRC on the way. A source is remembered for good, because forgetting one would let its packets be replayed.
    static final int LIMIT = 64;

    private final Supplier<S> fresh;
    private final List<S> kept = new ArrayList<>(4);
    private int[] ssrcs = new int[4];
    private int last;

    /// @param fresh what a source begins with
    Sources(Supplier<S> fresh) {
        this.fresh = fresh;
    }

    /// What is kept of `ssrc`; a fresh one, not yet kept, when there is nothing.
    S of(int ssrc) {
        return knows(ssrc) ? kept.get(last) : fresh.get();
    }

    boolean knows(int ssrc) {
        int count = kept.size();
        if (last < count && ssrcs[last] == ssrc) return true;
        for (int i = 0; i < count; i++) {
            if (ssrcs[i] == ssrc) {
                last = i;
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        return kept.size() == LIMIT;
    }

    /// Remembers `state` as that of `ssrc`, if none is yet.
    void keep(int ssrc, S state) {
        if (knows(ssrc)) return;
        int count = kept.size();
        if (count == ssrcs.length) ssrcs = Arrays.copyOf(ssrcs, 2 * count);
        ssrcs[count] = ssrc;
        kept.add(state);
    }
}
