package io.glasscast.contract;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the glasses measured; any part may be missing.
 *
 * @param bitrate       bits per second
 * @param fps           frames per second
 * @param droppedFrames since the start
 * @param duration      seconds since the start
 * @param width         pixels
 * @param height        pixels
 * @param temperatureC  degrees Celsius; travels beside the others, not among them
 */
public record StreamStats(
        OptionalLong bitrate,
        OptionalDouble fps,
        OptionalLong droppedFrames,
        OptionalDouble duration,
        OptionalInt width,
        OptionalInt height,
        OptionalDouble temperatureC) {
    /** Nothing measured. */
    public static final StreamStats NONE = new StreamStats(
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty());
}
