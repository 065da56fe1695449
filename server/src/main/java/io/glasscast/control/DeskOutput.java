package io.glasscast.control;

import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;

/// What a user's desk wants done.
public sealed interface DeskOutput {
    /// Tell an app.
    record ToApp(SocketId socket, String packageName, CloudToApp message) implements DeskOutput {}

    /// Close an app's socket, after what was told before.
    record CloseApp(SocketId socket, int code, String reason) implements DeskOutput {}

    /// Tell the glasses.
    record ToGlasses(SocketId socket, CloudToGlasses message) implements DeskOutput {}

    /// Close the glasses' socket, after what was told before.
    record CloseGlasses(SocketId socket, int code, String reason) implements DeskOutput {}

    /// Ask an app to dial in; a failure comes back as [DeskInput.WebhookFailed].
    record RequestSession(AppProfile app) implements DeskOutput {}

    /// Tell an app that has no socket that it was stopped.
    record RequestStop(AppProfile app, String reason) implements DeskOutput {}

    /// Let a stream be published and watched.
    record OpenStream(StreamNames names) implements DeskOutput {}

    /// End that.
    record CloseStream(StreamNames names) implements DeskOutput {}

    /// Let a stream be watched by the playback id in these names, and by its former one no more.
    record RenewPlayback(StreamNames names) implements DeskOutput {}

    /// Let a stream go to one more destination.
    ///
    /// @param url a secret
    record AddOutput(String streamId, String outputId, String url) implements DeskOutput {
        /// Without the secret.
        @Override
        public String toString() {
            return "AddOutput[" + streamId + ", " + outputId + "]";
        }
    }

    /// End that.
    record RemoveOutput(String streamId, String outputId) implements DeskOutput {}

    /// The answer to [DeskInput.AddOutput] or [DeskInput.RemoveOutput] with this ticket.
    record Answer(long ticket, OutputAnswer answer) implements DeskOutput {}

    /// A stream became watchable for the first time.
    ///
    /// @param nanos since it was asked for
    record BecameActive(String streamId, long nanos) implements DeskOutput {}
}
