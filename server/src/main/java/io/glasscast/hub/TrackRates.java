package io.glasscast.hub;

/// What each track of a publication takes, measured once for everybody who wants to know: over the last two
/// seconds, which a keyframe and the pictures behind it fill, and anew each half second.
final class TrackRates {
    private static final long SLICE_NANOS = 500_000_000;
    private static final int SLICES = 4;
    /// As many as a [Reading] can have.
    private static final int TRACKS = Long.SIZE;

    private final long[][] bytes = new long[SLICES][TRACKS];
    private final long[] tookNanos = new long[SLICES];
    private final long[] bitsPerSecond = new long[TRACKS];
    private int slice;
    private int filled;
    private long fromNanos = Long.MIN_VALUE;

    void frame(int track, int length, long nowNanos) {
        if (fromNanos == Long.MIN_VALUE) fromNanos = nowNanos;
        if (nowNanos - fromNanos >= SLICE_NANOS) endSlice(nowNanos);
        bytes[slice][track] += length;
    }

    /// 0 before two seconds have passed.
    long bitsPerSecond(int track) {
        return bitsPerSecond[track];
    }

    private void endSlice(long nowNanos) {
        tookNanos[slice] = nowNanos - fromNanos;
        fromNanos = nowNanos;
        if (++filled >= SLICES) sum();
        slice = (slice + 1) % SLICES;
        java.util.Arrays.fill(bytes[slice], 0);
    }

    private void sum() {
        long took = 0;
        for (long each : tookNanos) took += each;
        for (int track = 0; track < TRACKS; track++) {
            long sum = 0;
            for (var each : bytes) sum += each[track];
            bitsPerSecond[track] = sum * 8_000_000_000L / took;
        }
    }
}
