package io.glasscast.control;

import io.glasscast.contract.Dialect;
import java.time.Duration;
import java.util.Optional;

/// How patient the rules are, and what they allow.
///
/// @param startTimeout      from a request to `active` or `error`; official clients give up after 30 s, so at most 25 s
/// @param appGrace          how long an app that lost its socket keeps its share; clients retry after 1, 2 and 4 s
/// @param glassesGrace      how long glasses may be away, or their media be interrupted, before a stream is given up
/// @param dialInTimeout     from asking an app's webhook to its socket
/// @param acceptDialOut     whether an app with a valid key may begin a session by dialling in, without being asked
/// @param glassesDialect    names for commands to glasses; [Dialect#RTMP] for phones of before March 2026
/// @param ingest            how managed streams come in; empty: as suits each
/// @param tokenLife         how long new tokens of glasses are good; empty: for ever
public record ControlConfig(
        Duration startTimeout,
        Duration appGrace,
        Duration glassesGrace,
        Duration dialInTimeout,
        boolean acceptDialOut,
        Dialect glassesDialect,
        Optional<Ingest> ingest,
        Optional<Duration> tokenLife) {
    /// Above [#DEFAULT], whose making looks at it.
    private static final Duration LONGEST_START = Duration.ofSeconds(25);

    public static final ControlConfig DEFAULT = new ControlConfig(
            Duration.ofSeconds(24),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            true,
            Dialect.STREAM,
            Optional.empty(),
            Optional.empty());

    public ControlConfig {
        positive("control.start-timeout", startTimeout);
        positive("control.app-grace", appGrace);
        positive("control.glasses-grace", glassesGrace);
        positive("control.dial-in-timeout", dialInTimeout);
        tokenLife.ifPresent(life -> positive("control.token-life", life));
        if (startTimeout.compareTo(LONGEST_START) > 0)
            throw new IllegalArgumentException("control.start-timeout " + startTimeout + " must be at most "
                    + LONGEST_START + ": clients give up after 30 s");
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException(key + " " + value + " must be positive");
    }
}
