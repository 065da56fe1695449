package io.glasscast.control;

/// What the media side reports of one stream.
public sealed interface MediaEvent {
    /// A viewer who joins now sees a picture: the first keyframe is there. Said once a publisher, also of one
    /// that took over.
    record Playable() implements MediaEvent {}

    /// Nothing has arrived for a while, or the publisher is gone; it may come back.
    record Interrupted() implements MediaEvent {}

    /// It came back.
    record Resumed() implements MediaEvent {}

    /// It will not come back.
    ///
    /// @param why in words, for the app's developer
    record Ended(String why) implements MediaEvent {}

    /// How one of its outputs stands now.
    ///
    /// @param message one or two sentences, without keys; may be empty
    record Output(String outputId, OutputState state, String message) implements MediaEvent {}
}
