package io.glasscast.sdk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a connection is tried again: 1, 2, 4, ... 30 s, each up to a quarter longer, so that the apps
 * of a restarted server do not come back in one moment. The first attempts fall into the ten seconds in which a cloud
 * keeps streams of an absent app.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Backoff() {}

    /**
     * The wait before an attempt.
     *
     * @param attempt 1 for the first after a loss
     */
    static Duration before(int attempt, RandomGenerator random) {
        long doubled = FIRST.toMillis() << Math.min(attempt - 1, 10);
        long millis = Math.min(doubled, LONGEST.toMillis());
        return Duration.ofMillis(millis + random.nextLong(millis / 4));
    }
}
