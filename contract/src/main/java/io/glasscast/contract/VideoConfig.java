package io.glasscast.contract;

import java.util.OptionalInt;

/**
 * Wishes for the picture; whatever is absent, the glasses choose.
 *
 * @param width     pixels
 * @param height    pixels
 * @param bitrate   bits per second
 * @param frameRate frames per second
 */
public record VideoConfig(OptionalInt width, OptionalInt height, OptionalInt bitrate, OptionalInt frameRate) {
    /** No wishes. */
    public static final VideoConfig NONE =
            new VideoConfig(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** All four. */
    public static VideoConfig of(int width, int height, int bitrate, int frameRate) {
        return new VideoConfig(
                OptionalInt.of(width), OptionalInt.of(height), OptionalInt.of(bitrate), OptionalInt.of(frameRate));
    }

    /** The same with this size. */
    public VideoConfig withSize(int width, int height) {
        return new VideoConfig(OptionalInt.of(width), OptionalInt.of(height), bitrate, frameRate);
    }

    /** The same with this bit rate. */
    public VideoConfig withBitrate(int bitsPerSecond) {
        return new VideoConfig(width, height, OptionalInt.of(bitsPerSecond), frameRate);
    }

    /** The same with this frame rate. */
    public VideoConfig withFrameRate(int framesPerSecond) {
        return new VideoConfig(width, height, bitrate, OptionalInt.of(framesPerSecond));
    }
}
