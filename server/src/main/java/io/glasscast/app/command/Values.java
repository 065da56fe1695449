package io.glasscast.app.command;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Values of options that more than one command has.
final class Values {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h|d)?");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)%?");

    private Values() {}

    /// `80ms`, `30s`, `5m`; a bare number is seconds.
    static Duration duration(String option, String text) throws WrongValue {
        var match = TIME.matcher(text);
        if (!match.matches())
            throw new WrongValue(option + " must be a time such as 80ms, 30s or 5m, not '" + text + "'");
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2) == null ? "s" : match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofSeconds(count);
        };
    }

    /// `5%`, as 0.05.
    static double share(String option, String text) throws WrongValue {
        var match = SHARE.matcher(text);
        if (!match.matches() || Double.parseDouble(match.group(1)) > 100)
            throw new WrongValue(option + " must be from 0% to 100%, not '" + text + "'");
        return Double.parseDouble(match.group(1)) / 100;
    }

    /// What `future` brings, unless `patience` is over first.
    static <T> Optional<T> within(CompletableFuture<T> future, Duration patience)
            throws InterruptedException, ExecutionException {
        try {
            return Optional.of(future.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        }
    }
}
