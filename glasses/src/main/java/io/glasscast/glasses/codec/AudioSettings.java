package io.glasscast.glasses.codec;

/// What the microphone is set to, after the glasses' limits. Opus always runs at 48 kHz (RFC 7587 §4.1), so the
/// sample rate asked for only limits the band that is coded.
///
/// @param bitrate    bits a second
/// @param sampleRate what was asked for, in Hz
/// @param channels   1 or 2
public record AudioSettings(long bitrate, int sampleRate, int channels) {
    private static final long MIN_BITRATE = 32_000, MAX_BITRATE = 320_000;
    private static final int MIN_SAMPLE_RATE = 22_050, MAX_SAMPLE_RATE = 48_000;

    public static final AudioSettings DEFAULT = new AudioSettings(64_000, 48_000, 1);

    public AudioSettings {
        if (channels != 1 && channels != 2) throw new IllegalArgumentException("audio channels: " + channels);
    }

    /// The nearest settings that the glasses can do.
    public static AudioSettings within(double bitrate, double sampleRate, int channels) {
        return new AudioSettings(
                (long) Math.clamp(bitrate, MIN_BITRATE, MAX_BITRATE),
                (int) Math.clamp(sampleRate, MIN_SAMPLE_RATE, MAX_SAMPLE_RATE),
                channels);
    }
}
