package io.glasscast.contract;

import java.util.Optional;
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
    /** What glasses can do. */
    static final Bounds WIDTH = new Bounds(320, 1920);

    static final Bounds HEIGHT = new Bounds(240, 1080);
    static final Bounds BITRATE = new Bounds(100_000, 10_000_000);
    static final Bounds FRAME_RATE = new Bounds(1, 30);

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

    /** Why glasses cannot be asked for this, in words with the range; empty when they can. */
    public Optional<String> objection() {
        return WIDTH.objection("video.width", width)
                .or(() -> HEIGHT.objection("video.height", height))
                .or(() -> BITRATE.objection("video.bitrate", bitrate))
                .or(() -> FRAME_RATE.objection("video.frameRate", frameRate));
    }
}
