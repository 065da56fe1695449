package io.glasscast.transcode.worker;

/// How fast the source comes, measured over two seconds of its own time.
final class SourceRate {
    private static final long WINDOW_NANOS = 2_000_000_000L;

    /// Until it is known: 720p from a pair of glasses.
    private static final long USUAL_BITRATE = 2_000_000;

    private static final int USUAL_FRAMES = 30;

    /// Below this a picture of any size is mud; above it no viewer's line carries it.
    private static final long MIN_BITRATE = 200_000, MAX_BITRATE = 8_000_000;
    private static final int MIN_FRAMES = 1, MAX_FRAMES = 120;

    /// Baseline without B-frames needs about this much more than what it was made from, for the same picture.
    private static final double EXTRA = 1.2;

    private long bitrate = USUAL_BITRATE;
    private int framesPerSecond = USUAL_FRAMES;
    private long startNanos = Long.MIN_VALUE;
    private long bits;
    private int frames;

    void add(long dtsNanos, int bytes) {
        long elapsed = dtsNanos - startNanos;
        if (startNanos == Long.MIN_VALUE || elapsed < 0 || elapsed > 2 * WINDOW_NANOS) {
            begin(dtsNanos);
        } else if (elapsed >= WINDOW_NANOS) {
            double seconds = elapsed / 1e9;
            bitrate = Math.clamp((long) (bits * EXTRA / seconds), MIN_BITRATE, MAX_BITRATE);
            framesPerSecond = Math.clamp(Math.round(frames / seconds), MIN_FRAMES, MAX_FRAMES);
            begin(dtsNanos);
        }
        bits += 8L * bytes;
        frames++;
    }

    /// What to encode at, in bit/s.
    long bitrate() {
        return bitrate;
    }

    int framesPerSecond() {
        return framesPerSecond;
    }

    long frameNanos() {
        return 1_000_000_000L / framesPerSecond;
    }

    private void begin(long dtsNanos) {
        startNanos = dtsNanos;
        bits = 0;
        frames = 0;
    }
}
