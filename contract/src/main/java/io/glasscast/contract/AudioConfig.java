package io.glasscast.contract;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Wishes for the sound; whatever is absent, the glasses choose.
 *
 * @param bitrate    bits per second
 * @param sampleRate samples per second
 */
public record AudioConfig(
        OptionalInt bitrate,
        OptionalInt sampleRate,
        Optional<Boolean> echoCancellation,
        Optional<Boolean> noiseSuppression) {
    /** What glasses can do. */
    static final Bounds BITRATE = new Bounds(32_000, 320_000);

    static final Bounds SAMPLE_RATE = new Bounds(22_050, 48_000);

    /** No wishes. */
    public static final AudioConfig NONE =
            new AudioConfig(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty());

    /** The same with this bit rate. */
    public AudioConfig withBitrate(int bitsPerSecond) {
        return new AudioConfig(OptionalInt.of(bitsPerSecond), sampleRate, echoCancellation, noiseSuppression);
    }

    /** The same with this sample rate. */
    public AudioConfig withSampleRate(int samplesPerSecond) {
        return new AudioConfig(bitrate, OptionalInt.of(samplesPerSecond), echoCancellation, noiseSuppression);
    }

    /** Why glasses cannot be asked for this, in words with the range; empty when they can. */
    public Optional<String> objection() {
        return BITRATE.objection("audio.bitrate", bitrate)
                .or(() -> SAMPLE_RATE.objection("audio.sampleRate", sampleRate));
    }
}
