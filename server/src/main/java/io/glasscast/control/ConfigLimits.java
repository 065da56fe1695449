package io.glasscast.control;

import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.VideoConfig;
import java.util.OptionalInt;

/// Brings an app's wishes into what glasses can do. Clients send what they like: none of the published SDKs checks.
final class ConfigLimits {
    /// The longest limit that is one; a day and more is "no limit".
    private static final int LONGEST_DURATION_SECONDS = 24 * 60 * 60;

    private ConfigLimits() {}

    /// Sizes are even, as 4:2:0 pictures must be.
    static VideoConfig clamp(VideoConfig video) {
        return new VideoConfig(
                even(clamp(video.width(), 320, 1920)),
                even(clamp(video.height(), 240, 1080)),
                clamp(video.bitrate(), 100_000, 10_000_000),
                clamp(video.frameRate(), 1, 30));
    }

    static AudioConfig clamp(AudioConfig audio) {
        return new AudioConfig(
                clamp(audio.bitrate(), 32_000, 320_000),
                clamp(audio.sampleRate(), 22_050, 48_000),
                audio.echoCancellation(),
                audio.noiseSuppression());
    }

    /// A limit that is none (zero, negative, longer than a day) goes.
    static StreamConfig clamp(StreamConfig stream) {
        var limit = stream.durationLimit();
        return limit.isPresent() && limit.getAsInt() > 0 && limit.getAsInt() < LONGEST_DURATION_SECONDS
                ? stream
                : StreamConfig.NONE;
    }

    private static OptionalInt clamp(OptionalInt value, int least, int most) {
        return value.isPresent() ? OptionalInt.of(Math.clamp(value.getAsInt(), least, most)) : value;
    }

    private static OptionalInt even(OptionalInt value) {
        return value.isPresent() ? OptionalInt.of(value.getAsInt() & ~1) : value;
    }
}
