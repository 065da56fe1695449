package io.glasscast.protocol.srtp;

import java.util.Arrays;

/// The sources (SSRCs) of one direction and their windows. A scan of a short array: peers have two to eight sources,
/// and the last one asked for is mostly the next one too.
final class Sources {
    /// Three simulcast layers, their retransmissions and audio are seven; the rest is for sources that change their
    /// SSRC on the way. A source is remembered for good, because forgetting one would let its packets be replayed.
    static final int LIMIT = 64;

    private int[] ssrcs = new int[4];
    private ReplayWindow[] windows = new ReplayWindow[4];
    private int count;
    private int last;

    /// The window of `ssrc`; a fresh one, not yet kept, when it has none.
    ReplayWindow window(int ssrc) {
        if (last < count && ssrcs[last] == ssrc) return windows[last];
        for (int i = 0; i < count; i++) {
            if (ssrcs[i] == ssrc) {
                last = i;
                return windows[i];
            }
        }
        return new ReplayWindow();
    }

    boolean knows(int ssrc) {
        if (last < count && ssrcs[last] == ssrc) return true;
        for (int i = 0; i < count; i++) if (ssrcs[i] == ssrc) return true;
        return false;
    }

    boolean isFull() {
        return count == LIMIT;
    }

    /// Remembers `window` as that of `ssrc`, if it is not yet.
    void keep(int ssrc, ReplayWindow window) {
        if (knows(ssrc)) return;
        if (count == ssrcs.length) {
            ssrcs = Arrays.copyOf(ssrcs, 2 * count);
            windows = Arrays.copyOf(windows, 2 * count);
        }
        ssrcs[count] = ssrc;
        windows[count++] = window;
    }
}
