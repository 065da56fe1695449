package io.glasscast.api;

import io.glasscast.api.http.Bearer;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.Wire;
import io.glasscast.control.DeskInput;
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
            var user = token.flatMap(room.store().glassesTokens()::authenticate);
            context.runOnContext(_ -> {
                if (user.isPresent()) upgrade(request, token.orElseThrow(), user.get());
                else refuse(request, token.isPresent() ? "Invalid core token" : "No core token provided");
            });
        });
    }

    /// In the query, where browsers and phones put it, or as a bearer token.
    static Optional<String> token(HttpServerRequest request) {
        var query = Optional.ofNullable(request.getParam("token")).filter(token -> !token.isEmpty());
        return query.or(() -> Bearer.of(request));
    }

    private void refuse(HttpServerRequest request, String message) {
        doorman.leave();
        room.observer().refused("glasses-token");
        request.resume();
        request.response()
                .setStatusCode(401)
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
        if (room.store().glassesTokens().authenticate(token).isEmpty()) {
            room.forget(id);
            socket.close(ControlRoom.POLICY, "The token was revoked");
            return;
        }
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
            room.forget(id);
            LOG.info("glasses disconnected");
        }
    }
}
