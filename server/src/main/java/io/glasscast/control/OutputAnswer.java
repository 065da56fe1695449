package io.glasscast.control;

/// What became of a wish to add or remove an output.
public sealed interface OutputAnswer {
    /// It was added, or removed.
    record Done(String outputId) implements OutputAnswer {}

    record Refused(OutputRefusal why) implements OutputAnswer {}
}
