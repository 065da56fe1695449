package io.glasscast.bench;

import java.io.IOException;
import java.time.Duration;

/// Who is measured.
interface Contestant extends AutoCloseable {
    String name();

    /// What runs for months is measured as it is after its first minute.
    default void warmUp(Duration time) throws IOException, InterruptedException {}

    /// Delivers the film to so many viewers and says what that took.
    ///
    /// @param window how long is measured, once all viewers have their pictures
    /// @throws IOException when it breaks; the message says how
    Sample sample(int viewers, Duration window) throws IOException, InterruptedException;

    @Override
    void close() throws IOException, InterruptedException;
}
