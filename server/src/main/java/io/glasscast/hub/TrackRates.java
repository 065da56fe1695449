package io.glasscast.hub;

/// What each track of a publication takes, measured once for everybody who wants to know.
final class TrackRates {
    /// Over a keyframe and the pictures behind it.
    private static final long WINDOW_NANOS = 2_000_000_000;
    /// As many as a [Seat] can have.
    private static final int TRACKS = Long.SIZE;

    private final long[] bytes = new long[TRACKS];
    private final long[] bitsPerSecond = new long[TRACKS];
    private long fromNanos = Long.MIN_VALUE;

    void frame(int track, int length, long nowNanos) {
        if (fromNanos == Long.MIN_VALUE) fromNanos = nowNanos;
        long took = nowNanos - fromNanos;
        if (took >= WINDOW_NANOS) {
            for (int i = 0; i < TRACKS; i++) {
                bitsPerSecond[i] = bytes[i] * 8_000_000_000L / took;
                bytes[i] = 0;
            }
            fromNanos = nowNanos;
        }
        bytes[track] += length;
    }

    /// 0 before the first window has passed.
    long bitsPerSecond(int track) {
        return bitsPerSecond[track];
    }
}
