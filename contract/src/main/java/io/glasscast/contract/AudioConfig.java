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
}
