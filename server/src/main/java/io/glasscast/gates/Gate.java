package io.glasscast.gates;

/// What the media loop asks of every gate, whatever comes through it.
public interface Gate {
    /// Does what is due at `nowNanos`.
    void elapse(long nowNanos);

    /// When to call [#elapse] next, or [io.glasscast.kernel.Machine#NEVER].
    long deadlineNanos();

    /// Says goodbye to everybody: the server stops.
    void closeAll(long nowNanos);
}
