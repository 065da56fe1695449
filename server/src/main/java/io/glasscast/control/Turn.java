package io.glasscast.control;

import java.time.Duration;
import java.util.function.Consumer;

/// One call of the desk: the present moment, and where to put what is to be done.
record Turn(long nowNanos, Consumer<? super DeskOutput> out) {
    void emit(DeskOutput output) {
        out.accept(output);
    }

    /// The moment that is `wait` from now.
    long in(Duration wait) {
        return nowNanos + wait.toNanos();
    }
}
