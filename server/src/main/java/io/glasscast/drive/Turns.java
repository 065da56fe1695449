package io.glasscast.drive;

/// What a socket on the media loop tells the loop.
interface Turns {
    /// Runs something that bytes or a connection caused. A bug in it, whatever it throws, costs what came,
    /// not the loop that all streams live on.
    void guarded(String what, Runnable work);

    /// Sends what has piled up and sets the alarm: everything that came in this turn has been handled.
    void settle();

    /// Counts what was dropped.
    ///
    /// @param why a constant in kebab-case
    void discarded(String why);

    /// The machines' time.
    long now();
}
