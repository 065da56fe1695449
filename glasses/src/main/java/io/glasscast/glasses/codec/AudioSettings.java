package io.glasscast.glasses.codec;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;

/// What the microphone is set to, after the glasses' limits.
///
/// @param codec      [Codec#OPUS] or [Codec#AAC]
/// @param bitrate    bits a second
/// @param sampleRate in Hz: AAC's own; of Opus, which always runs at 48 kHz (RFC 7587 §4.1), only the band that is
///                   coded
/// @param channels   1 or 2
public record AudioSettings(Codec codec, long bitrate, int sampleRate, int channels) {
    private static final long MIN_BITRATE = 32_000, MAX_BITRATE = 320_000;
    private static final int MIN_SAMPLE_RATE = 22_050, MAX_SAMPLE_RATE = 48_000;

    /// The rates within the limits that AAC has an index for, and with it every decoder.
    private static final int[] AAC_SAMPLE_RATES = {22_050, 24_000, 32_000, 44_100, 48_000};

    private static final AudioSettings OPUS = new AudioSettings(Codec.OPUS, 64_000, 48_000, 1);
    private static final AudioSettings AAC = new AudioSettings(Codec.AAC, 64_000, 44_100, 1);

    public AudioSettings {
        if (codec != Codec.OPUS && codec != Codec.AAC) throw new IllegalArgumentException("no sound in " + codec);
        if (channels != 1 && channels != 2) throw new IllegalArgumentException("audio channels: " + channels);
    }

    /// What glasses choose when asked for nothing.
    public static AudioSettings standard(Codec codec) {
        return codec == Codec.AAC ? AAC : OPUS;
    }

    /// The nearest settings that the glasses can do.
    public static AudioSettings within(Codec codec, double bitrate, double sampleRate, int channels) {
        int rate = (int) Math.clamp(sampleRate, MIN_SAMPLE_RATE, MAX_SAMPLE_RATE);
        return new AudioSettings(
                codec,
                (long) Math.clamp(bitrate, MIN_BITRATE, MAX_BITRATE),
                codec == Codec.AAC ? nearestAacRate(rate) : rate,
                channels);
    }

    /// The samples that the encoder takes.
    public SoundFormat format() {
        return new SoundFormat(codec == Codec.AAC ? sampleRate : OpusEncoder.SAMPLE_RATE, channels);
    }

    /// What its packets belong to.
    public Track track(int number) {
        return codec == Codec.AAC
                ? new Track(
                        number,
                        codec,
                        AudioSpecificConfig.lc(sampleRate, channels).write())
                : new Track(number, codec);
    }

    private static int nearestAacRate(int wanted) {
        int nearest = MAX_SAMPLE_RATE;
        for (int rate : AAC_SAMPLE_RATES) if (Math.abs(rate - wanted) < Math.abs(nearest - wanted)) nearest = rate;
        return nearest;
    }
}
