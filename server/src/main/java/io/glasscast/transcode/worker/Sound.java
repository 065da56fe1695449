package io.glasscast.transcode.worker;

/// Samples at 48 kHz, one array a channel.
final class Sound {
    static final int SAMPLE_RATE = 48_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final float[][] channels;
    private final int count;

    /// @param channels from -1 to 1, given up by the caller; none shorter than `count`
    /// @param count    samples of a channel
    Sound(float[][] channels, int count) {
        this.channels = channels;
        this.count = count;
    }

    float[][] channels() {
        return channels;
    }

    int count() {
        return count;
    }

    static Sound silence(int channelCount, int count) {
        return new Sound(new float[channelCount][count], count);
    }

    /// How long `samples` play. Exact to the nanosecond for any length of stream.
    static long nanos(long samples) {
        long seconds = Math.floorDiv(samples, (long) SAMPLE_RATE);
        long rest = samples - seconds * SAMPLE_RATE;
        return seconds * NANOS_PER_SECOND + rest * NANOS_PER_SECOND / SAMPLE_RATE;
    }

    /// The number of samples that play nearest to `nanos`.
    static long samples(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        long rest = nanos - seconds * NANOS_PER_SECOND;
        return seconds * SAMPLE_RATE + (rest * SAMPLE_RATE + NANOS_PER_SECOND / 2) / NANOS_PER_SECOND;
    }

    /// What is left without the first `dropped` samples.
    Sound from(int dropped) {
        if (dropped == 0) return this;
        var rest = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) rest[c] = java.util.Arrays.copyOfRange(channels[c], dropped, count);
        return new Sound(rest, count - dropped);
    }

    /// The same sound in `newCount` samples, first and last kept where they are, by cubic interpolation. For
    /// steps of a sample in hundreds, which nobody hears.
    Sound stretched(int newCount) {
        if (newCount == count || count < 4 || newCount < 2) return this;
        var stretched = new float[channels.length][newCount];
        double step = (double) (count - 1) / (newCount - 1);
        for (int i = 0; i < newCount; i++) {
            int at = Math.min((int) (i * step), count - 2);
            float t = (float) (i * step - at);
            for (int c = 0; c < channels.length; c++) stretched[c][i] = between(channels[c], at, t);
        }
        return new Sound(stretched, newCount);
    }

    /// Catmull and Rom's curve through four samples, at `t` of the way from the second to the third.
    private float between(float[] samples, int at, float t) {
        float before = samples[Math.max(at - 1, 0)], a = samples[at], b = samples[at + 1];
        float after = samples[Math.min(at + 2, count - 1)];
        float slope = (b - before) / 2, nextSlope = (after - a) / 2;
        float cubic = 2 * (a - b) + slope + nextSlope;
        float square = 3 * (b - a) - 2 * slope - nextSlope;
        return ((cubic * t + square) * t + slope) * t + a;
    }
}
