package io.glasscast.contract;

import java.util.OptionalInt;

/**
 * Wishes for the stream as a whole.
 *
 * @param durationLimit seconds after which it ends by itself
 */
public record StreamConfig(OptionalInt durationLimit) {
    /** No wishes. */
    public static final StreamConfig NONE = new StreamConfig(OptionalInt.empty());

    /** Ends after this many seconds. */
    public static StreamConfig limitedTo(int seconds) {
        return new StreamConfig(OptionalInt.of(seconds));
    }
}
