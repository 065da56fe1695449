package io.glasscast.contract;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Wishes for the stream as a whole.
 *
 * @param durationLimit seconds after which it ends by itself
 */
public record StreamConfig(OptionalInt durationLimit) {
    /** Up to a day; who wants longer sets no limit. */
    static final Bounds DURATION_LIMIT = new Bounds(1, 24 * 60 * 60);

    /** No wishes. */
    public static final StreamConfig NONE = new StreamConfig(OptionalInt.empty());

    /** Ends after this many seconds. */
    public static StreamConfig limitedTo(int seconds) {
        return new StreamConfig(OptionalInt.of(seconds));
    }

    /** Why a stream cannot be limited so, in words with the range; empty when it can. */
    public Optional<String> objection() {
        return DURATION_LIMIT.objection("stream.durationLimit", durationLimit);
    }
}
