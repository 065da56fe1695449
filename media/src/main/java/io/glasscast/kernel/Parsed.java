package io.glasscast.kernel;

import java.util.function.Function;

/// What became of a stranger's bytes: a value, or the reason there is none. Never an exception.
///
/// @param <T> the value's type
public sealed interface Parsed<T> {
    /// The bytes were well formed.
    record Ok<T>(T value) implements Parsed<T> {}

    /// The bytes were not.
    ///
    /// @param why a constant in kebab-case such as `rtp-version`, fit to label a counter: never built from input
    record Malformed<T>(String why) implements Parsed<T> {}

    static <T> Parsed<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Parsed<T> malformed(String why) {
        return new Malformed<>(why);
    }

    /// Goes on with the value, if there is one.
    default <R> Parsed<R> then(Function<? super T, Parsed<R>> next) {
        return switch (this) {
            case Ok<T>(var value) -> next.apply(value);
            case Malformed<T>(var why) -> new Malformed<>(why);
        };
    }

    /// The value of bytes that are known to be well formed (our own, or a test's).
    ///
    /// @throws IllegalStateException when they are not
    default T orThrow() {
        return switch (this) {
            case Ok<T>(var value) -> value;
            case Malformed<T>(var why) -> throw new IllegalStateException(why);
        };
    }
}
