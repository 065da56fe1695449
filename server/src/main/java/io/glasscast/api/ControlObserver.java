package io.glasscast.api;

/// Who counts what happens at the control doors. Called from any thread; must return at once.
public interface ControlObserver {
    /// A stream became watchable, this long after it was asked for.
    default void active(long nanos) {}

    /// A frame was not understood.
    ///
    /// @param why a constant in kebab-case
    default void malformed(String why) {}

    /// A socket or a call was not let in.
    ///
    /// @param why a constant in kebab-case
    default void refused(String why) {}

    /// A webhook was called.
    ///
    /// @param outcome a constant: `answered`, `failed`
    default void webhook(String outcome) {}

    /// Counts nothing.
    static ControlObserver none() {
        return new ControlObserver() {};
    }
}
