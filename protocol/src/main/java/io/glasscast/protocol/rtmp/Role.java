package io.glasscast.protocol.rtmp;

/// What a client uses its connection for. One thing at a time.
sealed interface Role {
    record None() implements Role {}

    /// Asked to publish, and waits for the answer.
    record WantsToPublish(long streamId) implements Role {}

    record Publishes(long streamId) implements Role {}

    /// Asked to play, and waits for the answer.
    record WantsToPlay(long streamId) implements Role {}

    record Plays(long streamId) implements Role {}

    Role NONE = new None();

    /// The message stream that it goes on; 0 for none.
    default long stream() {
        return switch (this) {
            case None() -> 0;
            case WantsToPublish(var id) -> id;
            case Publishes(var id) -> id;
            case WantsToPlay(var id) -> id;
            case Plays(var id) -> id;
        };
    }
}
