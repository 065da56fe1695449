package io.glasscast.api;

import io.glasscast.api.http.Bearer;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.Wire;
import io.glasscast.control.DeskInput;
import io.glasscast.control.SocketId;
import io.glasscast.store.User;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of glasses, or of the phones that speak for them. The token is checked before the upgrade.
final class GlassesSockets {
    private static final Logger LOG = LoggerFactory.getLogger(GlassesSockets.class);

    /// Glasses that are gone must be known to be gone while their wearer still wonders: three pings.
    private static final Duration IDLE_PATIENCE = Duration.ofSeconds(30);
    /// Phones expect to hear something that often.
    private static final long PING_MILLIS = 2_000;
    /// Glasses with a bug may garble some frames; what garbles this many is no glasses.
    private static final int MALFORMED_LIMIT = 100;

    private final Vertx vertx;
    private final ControlRoom room;
    private final Doorman doorman;

    GlassesSockets(Vertx vertx, ControlRoom room, Doorman doorman) {
        this.vertx = vertx;
        this.room = room;
        this.doorman = doorman;
    }

    void accept(HttpServerRequest request) {
        if (!doorman.admits(request)) return;
        var context = vertx.getOrCreateContext();
        // Until the token is known to be good nothing is read.
        request.pause();
        var token = token(request);
        Thread.ofVirtual().name("glasses-login").start(() -> {
            var verdict = verdict(request, token);
            context.runOnContext(_ -> verdict.run());
        });
    }

    /// What the store says of a token, as what is to be done on the loop of the request.
    private Runnable verdict(HttpServerRequest request, Optional<String> token) {
        try {
            var user = token.flatMap(room.store().glassesTokens()::authenticate);
            if (user.isPresent()) return () -> upgrade(request, token.orElseThrow(), user.get());
            var message = token.isPresent() ? "Invalid core token" : "No core token provided";
            return () -> refuse(request, 401, "glasses-token", message);
        } catch (RuntimeException e) {
            LOG.error("a token of glasses could not be looked up", e);
            return () -> refuse(request, 503, "failed", "The core token could not be looked up");
        }
    }

    /// In the query, where browsers and phones put it, or as a bearer token.
    static Optional<String> token(HttpServerRequest request) {
        var query = Optional.ofNullable(request.getParam("token")).filter(token -> !token.isEmpty());
        return query.or(() -> Bearer.of(request));
    }

    private void refuse(HttpServerRequest request, int status, String why, String message) {
        doorman.leave();
        room.observer().refused(why);
        request.resume();
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end("{\"type\":\"connection_error\",\"message\":\"" + message + "\"}");
    }

    private void upgrade(HttpServerRequest request, String token, User user) {
        request.toWebSocket()
                .onSuccess(ws -> {
                    var socket = new TalkingSocket(vertx, ws, IDLE_PATIENCE);
                    long pings = vertx.setPeriodic(
                            PING_MILLIS,
                            _ -> socket.say(Wire.write(new CloudToGlasses.Ping(), Envelope.at(room.wallTime()))));
                    Thread.ofVirtual().name("glasses-socket").start(() -> {
                        try {
                            serve(socket, token, user.email());
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        } catch (RuntimeException e) {
                            LOG.error("glasses could not be served", e);
                            socket.close(ControlRoom.LATER, "The server could not go on");
                        } finally {
                            vertx.cancelTimer(pings);
                            doorman.leave();
                        }
                    });
                    request.resume();
                })
                .onFailure(_ -> doorman.leave());
    }

    private void serve(TalkingSocket socket, String token, String userId) throws InterruptedException {
        var id = room.know(socket, new Credential.OfGlasses(userId));
        try {
            if (room.store().glassesTokens().authenticate(token).isPresent()) talk(socket, id, userId);
            else socket.close(ControlRoom.POLICY, "The token was revoked");
        } finally {
            room.forget(id);
        }
    }

    private void talk(TalkingSocket socket, SocketId id, String userId) throws InterruptedException {
        LOG.info("glasses connected");
        room.submit(userId, new DeskInput.GlassesOpened(id));
        try {
            int malformed = 0;
            for (var frame = socket.hear(); frame.isPresent(); frame = socket.hear()) {
                switch (Wire.glassesToCloud(frame.get())) {
                    case Decoded.Message<GlassesToCloud>(GlassesToCloud.StartApp(var packageName), var _) ->
                        room.startApp(userId, packageName);
                    case Decoded.Message<GlassesToCloud>(var message, var _) -> {
                        room.submit(userId, new DeskInput.GlassesSaid(id, message), socket::taken);
                        continue;
                    }
                    case Decoded.Unknown<GlassesToCloud> _ -> room.observer().malformed("unknown-type");
                    case Decoded.Malformed<GlassesToCloud>(var why) -> {
                        room.observer().malformed(why);
                        if (++malformed >= MALFORMED_LIMIT)
                            socket.close(ControlRoom.POLICY, "Too many malformed messages");
                    }
                }
                socket.taken();
            }
        } finally {
            room.submit(userId, new DeskInput.GlassesClosed(id));
            LOG.info("glasses disconnected");
        }
    }
}
