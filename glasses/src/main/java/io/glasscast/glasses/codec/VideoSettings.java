package io.glasscast.glasses.codec;

/// What the camera is set to, after the glasses' limits.
///
/// @param width     pixels, even
/// @param height    pixels, even
/// @param bitrate   bits a second
/// @param frameRate frames a second
public record VideoSettings(int width, int height, long bitrate, int frameRate) {
    // The limits of the glasses that we simulate, and what they choose when asked for nothing.
    private static final int MIN_WIDTH = 320, MAX_WIDTH = 1920;
    private static final int MIN_HEIGHT = 240, MAX_HEIGHT = 1080;
    private static final long MIN_BITRATE = 100_000, MAX_BITRATE = 10_000_000;

    public static final VideoSettings DEFAULT = new VideoSettings(854, 480, 1_000_000, 15);

    /// Frames a second that glasses can be told to make.
    public record FrameRates(int least, int most) {}

    public VideoSettings {
        if ((width & 1) != 0 || (height & 1) != 0)
            throw new IllegalArgumentException("video size must be even: " + width + "x" + height);
    }

    /// The nearest settings that the glasses can do.
    ///
    /// @param rates of the transport
    public static VideoSettings within(
            double width, double height, double bitrate, double frameRate, FrameRates rates) {
        return new VideoSettings(
                (int) Math.clamp(width, MIN_WIDTH, MAX_WIDTH) & ~1,
                (int) Math.clamp(height, MIN_HEIGHT, MAX_HEIGHT) & ~1,
                limitBitrate((long) bitrate),
                (int) Math.clamp(frameRate, rates.least(), rates.most()));
    }

    /// The nearest bitrate that the encoder may be set to.
    public static long limitBitrate(long bitrate) {
        return Math.clamp(bitrate, MIN_BITRATE, MAX_BITRATE);
    }

    public VideoSettings at(long newBitrate) {
        return new VideoSettings(width, height, newBitrate, frameRate);
    }

    public long frameNanos() {
        return 1_000_000_000L / frameRate;
    }
}
