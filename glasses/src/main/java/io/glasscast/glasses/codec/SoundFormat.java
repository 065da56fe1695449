package io.glasscast.glasses.codec;

/// The shape of sound before it is coded: 16-bit samples, those of all channels side by side.
///
/// @param sampleRate in Hz
public record SoundFormat(int sampleRate, int channels) {
    private static final long NANOS = 1_000_000_000L;

    /// How long so many samples of one channel last. Exact to the nanosecond, and good for years.
    public long nanos(long samples) {
        return samples / sampleRate * NANOS + samples % sampleRate * NANOS / sampleRate;
    }

    /// How many whole samples of one channel fit into so many nanoseconds.
    public long samples(long nanos) {
        return nanos / NANOS * sampleRate + nanos % NANOS * sampleRate / NANOS;
    }
}
