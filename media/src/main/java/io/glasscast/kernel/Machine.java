package io.glasscast.kernel;

import java.util.function.Consumer;

/// A protocol without its surroundings: no socket, no thread, no clock. Time comes in as an argument, and
/// everything the machine wants done is in `out` by the time a call returns.
///
/// Time is in nanoseconds since the driver started, so it never wraps and plain `<` is right.
/// A machine belongs to one thread at a time.
///
/// @param <I> what can happen to it
/// @param <O> what it asks for
public interface Machine<I, O> {
    /// The deadline of a machine that waits for nothing.
    long NEVER = Long.MAX_VALUE;

    /// Takes one input at `nowNanos`.
    void handle(I input, long nowNanos, Consumer<? super O> out);

    /// Does what is due at `nowNanos`; does nothing when called before [#deadlineNanos()].
    void elapse(long nowNanos, Consumer<? super O> out);

    /// When to call [#elapse] next, or [#NEVER]. May lie in the past: then the call is due now.
    long deadlineNanos();
}
