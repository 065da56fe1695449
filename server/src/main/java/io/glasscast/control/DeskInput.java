package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.RestreamDestination;
import java.util.List;
import java.util.Optional;

/// What can happen to a user's desk.
public sealed interface DeskInput {
    /// The wearer, on the phone or through the operator, starts an app.
    record StartApp(AppProfile app) implements DeskInput {}

    /// The wearer or the operator stops it.
    ///
    /// @param reason `user_disabled`, `system_stop` or `error`
    record StopApp(String packageName, String reason) implements DeskInput {}

    /// Its webhook could not be called, or refused.
    record WebhookFailed(String packageName, String why) implements DeskInput {}

    /// The app's record was changed; what it may do may be less.
    record AppChanged(AppProfile app) implements DeskInput {}

    /// A socket proved to be this app's, and wants the session.
    record AppOpened(SocketId socket, AppProfile app, ClientStyle style, Opening opening) implements DeskInput {}

    /// An app's socket said something, after it was opened.
    record AppSaid(SocketId socket, AppToCloud message) implements DeskInput {}

    /// An app's socket is gone.
    record AppClosed(SocketId socket) implements DeskInput {}

    /// A socket proved to be the user's glasses.
    record GlassesOpened(SocketId socket) implements DeskInput {}

    /// The glasses said something.
    record GlassesSaid(SocketId socket, GlassesToCloud message) implements DeskInput {}

    /// The glasses' socket is gone.
    record GlassesClosed(SocketId socket) implements DeskInput {}

    /// What is known of the glasses, told otherwise than by their socket.
    record GlassesStateTold(GlassesToCloud.GlassesConnectionState state) implements DeskInput {}

    /// Somebody wants a stream to go to one more destination. Always followed by a [DeskOutput.Answer].
    ///
    /// @param ticket comes back with the answer
    /// @param app    who wants it; empty: the operator
    record AddOutput(long ticket, String streamId, Optional<String> app, RestreamDestination destination)
            implements DeskInput {}

    /// Somebody wants that to end. Always followed by a [DeskOutput.Answer].
    record RemoveOutput(long ticket, String streamId, Optional<String> app, String outputId) implements DeskInput {}

    /// The operator wants a managed stream to be watched at other addresses, and not at those it has.
    record RenewPlayback(String streamId) implements DeskInput {}

    /// Something happened to the media of a stream.
    record Media(String streamId, MediaEvent event) implements DeskInput {}

    /// The server was killed and is back: this is what the desk had promised. Only ever the first input.
    ///
    /// @param apps those of its sessions that there still are, as they are now
    record Recall(DeskMemory memory, List<AppProfile> apps) implements DeskInput {
        public Recall {
            apps = List.copyOf(apps);
        }
    }

    /// The server closes, or the user is removed: everybody is told.
    record Close(String why) implements DeskInput {}

    /// How an app's socket began.
    enum Opening {
        /// As if for the first time; clients of version 2 also come back like this.
        INIT,
        /// As the continuation of a session.
        RECONNECT
    }

    /// The manners of an app's client; they differ in what they believe after a stop (see `docs/protocols/control.md`).
    enum ClientStyle {
        /// Everything in the first frame; blocks a start until it has seen `stopped`.
        FRAME,
        /// Package, user and key as headers; forgets at once, and takes any later `stopped` for its next start's.
        HEADERS
    }
}
