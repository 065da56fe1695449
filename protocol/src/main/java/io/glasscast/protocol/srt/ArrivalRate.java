package io.glasscast.protocol.srt;

import java.util.Arrays;

/// How fast packets come, and how fast the path could bring them, for the acknowledgements
/// (draft-sharabayko-srt-01 §3.2.4; UDT's median filters). In live mode nothing is decided by it.
final class ArrivalRate {
    private static final long SECOND = 1_000_000_000;
    private static final int WINDOW = 16;
    /// Every so many packets, two are sent without a pause between them.
    private static final int PROBE_EVERY = 16;

    private final long[] gaps = new long[WINDOW];
    private final long[] probes = new long[WINDOW];
    private int gapsSeen;
    private int probesSeen;
    private long lastNanos;
    private boolean any;
    private boolean probing;

    void arrived(long index, long nowNanos) {
        long gap = Math.max(1, nowNanos - lastNanos);
        if (any) gaps[gapsSeen++ % WINDOW] = gap;
        if (probing && index % PROBE_EVERY == 1) probes[probesSeen++ % WINDOW] = gap;
        probing = index % PROBE_EVERY == 0;
        any = true;
        lastNanos = nowNanos;
    }

    /// Packets a second; 0 before there are enough.
    int packetsPerSecond() {
        return gapsSeen < WINDOW ? 0 : perSecond(gaps);
    }

    /// Packets a second; 0 before there are enough.
    int linkCapacity() {
        return probesSeen < WINDOW ? 0 : perSecond(probes);
    }

    private static int perSecond(long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return (int) Math.min(Integer.MAX_VALUE, SECOND / sorted[WINDOW / 2]);
    }
}
