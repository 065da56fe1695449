package io.glasscast.api.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Ends connections on which no request gets finished: those that send a header byte now and then are never idle.
final class ConnectionWatch {
    /// Requests take a round trip or two to arrive whole; a browser keeps unused connections about this long, too.
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(30);

    /// About 50 kB each at most, so 400 MB; a door with more clients than this wants a proxy in front of it.
    private static final int CONNECTIONS = 8_192;

    private final Vertx vertx;
    private final Map<HttpConnection, Watched> connections = new ConcurrentHashMap<>();

    ConnectionWatch(Vertx vertx) {
        this.vertx = vertx;
    }

    void connected(HttpConnection connection) {
        if (connections.size() >= CONNECTIONS) {
            connection.close();
            return;
        }
        var watched = new Watched();
        connections.put(connection, watched);
        connection.closeHandler(_ -> {
            connections.remove(connection);
            vertx.cancelTimer(watched.timer);
        });
        arm(connection, watched);
    }

    /// A request's head has arrived whole. A connection that has become a WebSocket stays busy until it closes.
    void began(HttpServerRequest request) {
        var connection = request.connection();
        var watched = connections.get(connection);
        if (watched == null) return;
        watched.running++;
        vertx.cancelTimer(watched.timer);
        request.response().endHandler(_ -> {
            if (--watched.running == 0) arm(connection, watched);
        });
    }

    private void arm(HttpConnection connection, Watched watched) {
        watched.timer = vertx.setTimer(BETWEEN_REQUESTS.toMillis(), _ -> connection.close());
    }

    /// Touched by the connection's own event loop only.
    private static final class Watched {
        private long timer;
        private int running;
    }
}
