package io.glasscast.api;

import io.glasscast.api.http.KeyGuesses;
import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.Wire;
import io.glasscast.control.DeskInput;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import io.glasscast.control.SocketId;
import io.glasscast.store.App;
import io.glasscast.store.User;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of apps, in both styles on either path: key in the first frame, or in the headers of the upgrade.
///
/// Nothing that an app says is looked at before its key was found right, but the first frame where the key is in it.
/// Whatever follows waits its turn, so it is dealt with after the ack, in order.
final class AppSockets {
    private static final Logger LOG = LoggerFactory.getLogger(AppSockets.class);

    /// A client sends its first frame as it opens; ten seconds are for slow networks.
    private static final Duration INIT_PATIENCE = Duration.ofSeconds(10);
    /// As the original: clients of version 2 say nothing by themselves, but every WebSocket library answers pings.
    private static final Duration IDLE_PATIENCE = Duration.ofMinutes(2);
    /// A client with a bug may garble some frames; one that garbles this many is no client.
    private static final int MALFORMED_LIMIT = 100;

    /// Who an app says it is.
    private record Claim(String packageName, String apiKey, Optional<String> userId, Optional<String> sessionId) {}

    /// An app that proved it, and the user it wants.
    private record Admitted(App app, String apiKey, String userId, ClientStyle style, Opening opening) {}

    private final Vertx vertx;
    private final ControlRoom room;
    private final Doorman doorman;
    private final KeyGuesses guesses;

    AppSockets(Vertx vertx, ControlRoom room, Doorman doorman, KeyGuesses guesses) {
        this.vertx = vertx;
        this.room = room;
        this.doorman = doorman;
        this.guesses = guesses;
    }

    void accept(HttpServerRequest request) {
        if (!doorman.admits(request)) return;
        var claim = headers(request);
        request.toWebSocket()
                .onSuccess(ws -> {
                    var socket = new TalkingSocket(vertx, ws, IDLE_PATIENCE);
                    Thread.ofVirtual().name("app-socket").start(() -> {
                        try {
                            serve(socket, claim);
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        } catch (RuntimeException e) {
                            LOG.error("an app could not be served", e);
                            socket.close(ControlRoom.LATER, "The server could not go on");
                        } finally {
                            doorman.leave();
                        }
                    });
                })
                .onFailure(_ -> doorman.leave());
    }

    private static Optional<Claim> headers(HttpServerRequest request) {
        var packageName = header(request, "x-package-name");
        var apiKey = header(request, "x-api-key");
        if (packageName.isEmpty() || apiKey.isEmpty()) return Optional.empty();
        return Optional.of(new Claim(
                packageName.get(), apiKey.get(), header(request, "x-user-id"), header(request, "x-session-id")));
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).filter(value -> !value.isEmpty());
    }

    private void serve(TalkingSocket socket, Optional<Claim> headers) throws InterruptedException {
        var admitted = headers.isPresent() ? byHeaders(socket, headers.get()) : byFrame(socket);
        if (admitted.isEmpty()) return;
        var app = admitted.get().app().packageName();
        var id = room.know(socket, new Credential.OfApp(app));
        try {
            if (room.store().apps().authenticate(app, admitted.get().apiKey()).isEmpty())
                socket.close(ControlRoom.POLICY, "The API key was renewed");
            else talk(socket, id, admitted.get());
        } finally {
            room.submit(admitted.get().userId(), new DeskInput.AppClosed(id));
            room.forget(id);
        }
    }

    private Optional<Admitted> byHeaders(TalkingSocket socket, Claim claim) throws InterruptedException {
        var app = authenticate(socket, claim);
        if (app.isEmpty()) return Optional.empty();
        var first = firstFrame(socket);
        if (first.isEmpty()) return Optional.empty();
        var opening = opening(first.get());
        if (opening.isEmpty()) return misspoke(socket);
        var session = sessionId(first.get()).or(claim::sessionId);
        return admit(socket, app.get(), claim, session, ClientStyle.HEADERS, opening.get());
    }

    private Optional<Admitted> byFrame(TalkingSocket socket) throws InterruptedException {
        var first = firstFrame(socket);
        if (first.isEmpty()) return Optional.empty();
        // A `reconnect` here would be one without a key: it is refused like anything else that is not an init.
        if (!(first.get() instanceof Decoded.Message<AppToCloud>(AppToCloud.ConnectionInit init, var _)))
            return misspoke(socket);
        var claim =
                new Claim(init.packageName().orElse(""), init.apiKey().orElse(""), Optional.empty(), init.sessionId());
        var app = authenticate(socket, claim);
        if (app.isEmpty()) return Optional.empty();
        return admit(socket, app.get(), claim, claim.sessionId(), ClientStyle.FRAME, Opening.INIT);
    }

    private Optional<Decoded<AppToCloud>> firstFrame(TalkingSocket socket) throws InterruptedException {
        var frame = socket.hear(INIT_PATIENCE);
        if (frame.isPresent()) {
            socket.taken();
            return frame.map(Wire::appToCloud);
        }
        if (socket.isOpen()) room.observer().refused("init-timeout");
        socket.close(ControlRoom.POLICY, "No tpa_connection_init in time");
        return Optional.empty();
    }

    private Optional<App> authenticate(TalkingSocket socket, Claim claim) {
        // Many may have come in while the address was good for it, each with a guess to make.
        if (guesses.hold(socket.from())) {
            room.observer().refused("guesses");
            socket.close(ControlRoom.LATER, "Too many wrong keys came from this address");
            return Optional.empty();
        }
        var app = room.store().apps().authenticate(claim.packageName(), claim.apiKey());
        if (app.isEmpty()) {
            guesses.wrong(socket.from());
            refuse(socket, "INVALID_API_KEY", "Invalid API key", "api-key");
        }
        return app;
    }

    /// The package is known by now, so the session's user is what stands before it: e-mail addresses have hyphens.
    private Optional<Admitted> admit(
            TalkingSocket socket,
            App app,
            Claim claim,
            Optional<String> sessionId,
            ClientStyle style,
            Opening opening) {
        var suffix = "-" + app.packageName();
        var user = claim.userId()
                .or(() -> sessionId
                        .filter(id -> id.endsWith(suffix))
                        .map(id -> id.substring(0, id.length() - suffix.length())))
                .map(User::canonical);
        if (user.isPresent() && room.store().users().has(user.get()))
            return Optional.of(new Admitted(app, claim.apiKey(), user.get(), style, opening));
        refuse(socket, "SESSION_NOT_FOUND", "Session not found", "session");
        return Optional.empty();
    }

    private Optional<Admitted> misspoke(TalkingSocket socket) {
        refuse(socket, "MALFORMED_MESSAGE", "The first message must be tpa_connection_init", "first-frame");
        return Optional.empty();
    }

    private void refuse(TalkingSocket socket, String code, String message, String why) {
        room.observer().refused(why);
        say(socket, new CloudToApp.ConnectionError(code, message));
        socket.close(ControlRoom.POLICY, message);
    }

    private void talk(TalkingSocket socket, SocketId id, Admitted admitted) throws InterruptedException {
        LOG.info("app {} connected", admitted.app().packageName());
        opened(id, admitted, admitted.opening());
        int malformed = 0;
        for (var frame = socket.hear(); frame.isPresent(); frame = socket.hear()) {
            var decoded = Wire.appToCloud(frame.get());
            switch (decoded) {
                case Decoded.Message<AppToCloud>(var message, var _) -> {
                    var opening = opening(message);
                    if (opening.isEmpty()) {
                        room.submit(admitted.userId(), new DeskInput.AppSaid(id, message), socket::taken);
                        continue;
                    }
                    // A client that was told that its session is no more begins anew on the same socket.
                    opened(id, admitted, opening.get());
                }
                case Decoded.Unknown<AppToCloud> _ -> room.observer().malformed("unknown-type");
                case Decoded.Malformed<AppToCloud>(var why) -> {
                    room.observer().malformed(why);
                    say(socket, new CloudToApp.ConnectionError("MALFORMED_MESSAGE", "A message was not understood"));
                    if (++malformed >= MALFORMED_LIMIT) socket.close(ControlRoom.POLICY, "Too many malformed messages");
                }
            }
            socket.taken();
        }
        LOG.info("app {} disconnected", admitted.app().packageName());
    }

    /// The app's record may have changed since it was read, and the desk have been told so before it heard of the
    /// socket: what it may do is read again until it is what was told last.
    private void opened(SocketId id, Admitted admitted, Opening opening) {
        var told = admitted.app();
        room.submit(
                admitted.userId(), new DeskInput.AppOpened(id, ControlRoom.profile(told), admitted.style(), opening));
        for (var app = room.store().apps().find(told.packageName());
                !app.equals(Optional.of(told));
                app = room.store().apps().find(told.packageName())) {
            if (app.isEmpty()) {
                room.submit(admitted.userId(), new DeskInput.StopApp(told.packageName(), "error"));
                return;
            }
            told = app.get();
            room.submit(admitted.userId(), new DeskInput.AppChanged(ControlRoom.profile(told)));
        }
    }

    private static Optional<Opening> opening(Decoded<AppToCloud> first) {
        return first instanceof Decoded.Message<AppToCloud>(var message, var _) ? opening(message) : Optional.empty();
    }

    private static Optional<Opening> opening(AppToCloud message) {
        return switch (message) {
            case AppToCloud.ConnectionInit _ -> Optional.of(Opening.INIT);
            case AppToCloud.Reconnect _ -> Optional.of(Opening.RECONNECT);
            case AppToCloud.SubscriptionUpdate _,
                    AppToCloud.ManagedStreamRequest _,
                    AppToCloud.ManagedStreamStop _,
                    AppToCloud.StreamRequest _,
                    AppToCloud.StreamStop _,
                    AppToCloud.StreamStatusCheck _,
                    AppToCloud.OwnershipRelease _,
                    AppToCloud.Ping _ -> Optional.empty();
        };
    }

    private static Optional<String> sessionId(Decoded<AppToCloud> first) {
        return first instanceof Decoded.Message<AppToCloud>(var _, var envelope)
                ? envelope.sessionId()
                : Optional.empty();
    }

    private void say(TalkingSocket socket, CloudToApp message) {
        socket.say(Wire.write(message, Envelope.at(room.wallTime())));
    }
}
