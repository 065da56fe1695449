package io.glasscast.protocol.srt;

/// Bytes a second over the last second or two, and longer for what is rarer.
final class RateMeter {
    private static final long SECOND = 1_000_000_000;
    /// A first rate after so long, so that a sender does not crawl through its first second (libsrt does the
    /// same).
    private static final long FIRST_WINDOW = SECOND / 4;

    private long windowStartNanos = Long.MIN_VALUE;
    private long windowBytes;
    private long bytesPerSecond;

    void add(int bytes, long nowNanos) {
        roll(nowNanos);
        windowBytes += bytes;
    }

    /// Bytes a second; 0 until there is a first window.
    long rate(long nowNanos) {
        roll(nowNanos);
        return bytesPerSecond;
    }

    private void roll(long nowNanos) {
        if (windowStartNanos == Long.MIN_VALUE) windowStartNanos = nowNanos;
        long passed = nowNanos - windowStartNanos;
        if (passed < (bytesPerSecond == 0 ? FIRST_WINDOW : SECOND)) return;
        long measured = (long) (windowBytes * (double) SECOND / passed);
        // Half of the second before: one second of live video differs much from the next.
        bytesPerSecond = bytesPerSecond == 0 || passed > 2 * SECOND ? measured : (bytesPerSecond + measured) / 2;
        windowBytes = 0;
        windowStartNanos = nowNanos;
    }
}
