package io.glasscast.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What may be said of every contest.
final class ContestOptions {
    @Option(names = "--for", paramLabel = "TIME", description = "How long each measurement is (default: 10s).")
    private String window = "10s";

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            description = "How long each server works before anything is measured; 0s for not at all (default: 15s).")
    private String warmUp = "15s";

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is done (default: 5).")
    private int rounds = 5;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write a report with charts, and all samples as JSON.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print each sample as JSON, one a line.")
    private boolean json;

    Duration window() {
        return duration("--for", window);
    }

    Duration warmUp() {
        return duration("--warm-up", warmUp);
    }

    int rounds() {
        return atLeastOne("--rounds", rounds);
    }

    Optional<Path> report() {
        return Optional.ofNullable(report);
    }

    boolean json() {
        return json;
    }

    /// All of them wrong or none: nobody likes to hear it after a minute of warming up.
    void check() {
        if (window().isZero()) throw new IllegalArgumentException("--for must be longer than nothing");
        warmUp();
        rounds();
    }

    static int atLeastOne(String option, int value) {
        if (value < 1) throw new IllegalArgumentException(option + " must be 1 or more");
        return value;
    }

    static List<Integer> atLeastOne(String option, List<Integer> values) {
        for (int value : values) atLeastOne(option, value);
        return values;
    }

    /// `10s`, `2m`.
    private static Duration duration(String option, String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException(option + " must be a time such as 10s or 2m, not '" + text + "'");
        }
    }
}
