package io.glasscast.api.http;

import io.glasscast.drive.Places;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Ends connections on which no request gets finished: those that send a header byte now and then are never idle.
final class ConnectionWatch {
    /// Requests take a round trip or two to arrive whole; a browser keeps unused connections about this long, too.
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(30);

    /// About 50 kB each at most, so 400 MB; a door with more clients than this wants a proxy in front of it.
    private static final int CONNECTIONS = 8_192;

    /// Answers by which somebody was turned away, and what they are counted as.
    private static final Map<Integer, String> REFUSALS =
            Map.of(401, "key", 408, "slow-body", 413, "too-large", 429, "rate", 503, "busy");

    private final Vertx vertx;
    private final Consumer<String> refused;
    private final Places places;
    private final Map<HttpConnection, Watched> connections = new ConcurrentHashMap<>();

    /// @param perAddress connections that one client address may have
    /// @param refused    counts connections and requests that were turned away, by a constant cause
    ConnectionWatch(Vertx vertx, int perAddress, Consumer<String> refused) {
        this.vertx = vertx;
        this.refused = refused;
        this.places = new Places(CONNECTIONS, perAddress);
    }

    void connected(HttpConnection connection) {
        var from = InetAddress.ofLiteral(connection.remoteAddress().hostAddress());
        var objection = places.take(from);
        if (objection.isPresent()) {
            refused.accept("connections-" + objection.get());
            connection.close();
            return;
        }
        var watched = new Watched();
        connections.put(connection, watched);
        // The connection's own handler is not called any more once a WebSocket has taken the connection over.
        channel(connection).closeFuture().addListener(_ -> {
            connections.remove(connection);
            places.leave(from);
            vertx.cancelTimer(watched.timer);
        });
        arm(connection, watched);
    }

    /// Connections that are watched now.
    int open() {
        return places.taken();
    }

    /// A request's head has arrived whole. A connection that has become a WebSocket stays busy until it closes.
    void began(HttpServerRequest request) {
        var connection = request.connection();
        var watched = connections.get(connection);
        if (watched == null) return;
        watched.running++;
        vertx.cancelTimer(watched.timer);
        request.response().endHandler(_ -> {
            var refusal = REFUSALS.get(request.response().getStatusCode());
            if (refusal != null) refused.accept(refusal);
            watched.served = true;
            if (--watched.running == 0) arm(connection, watched);
        });
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    private void arm(HttpConnection connection, Watched watched) {
        watched.timer = vertx.setTimer(BETWEEN_REQUESTS.toMillis(), _ -> {
            // Who had an answer has just nothing more to ask.
            if (!watched.served) refused.accept("slow-head");
            connection.close();
        });
    }

    /// Touched by the connection's own event loop only.
    private static final class Watched {
        private long timer;
        private int running;
        private boolean served;
    }
}
