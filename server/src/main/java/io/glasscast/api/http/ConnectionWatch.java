package io.glasscast.api.http;

import io.glasscast.drive.Places;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ends connections on which no request gets finished: those that send a header byte now and then are never idle.
final class ConnectionWatch {
    /// Requests take a round trip or two to arrive whole; a browser keeps unused connections about this long, too.
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(30);

    /// About 50 kB each at most, so 400 MB; a door with more clients than this wants a proxy in front of it.
    private static final int CONNECTIONS = 8_192;

    /// Answers by which somebody was turned away, and what they are counted as.
    private static final Map<Integer, String> REFUSALS =
            Map.of(401, "key", 408, "slow-body", 413, "too-large", 429, "rate", 503, "busy");

    private final Duration betweenRequests;
    private final Consumer<String> refused;
    private final Places places;
    private final Map<Channel, Watched> connections = new ConcurrentHashMap<>();

    /// @param perAddress connections that one client address may have
    /// @param refused    counts connections and requests that were turned away, by a constant cause
    ConnectionWatch(int perAddress, Consumer<String> refused) {
        this(perAddress, BETWEEN_REQUESTS, refused);
    }

    /// @param betweenRequests within which the next request's head has to be there
    ConnectionWatch(int perAddress, Duration betweenRequests, Consumer<String> refused) {
        this.betweenRequests = betweenRequests;
        this.refused = refused;
        this.places = new Places(CONNECTIONS, perAddress);
    }

    /// Somebody has connected, whatever comes of it. On the connection's event loop.
    void connected(Channel connection) {
        if (!(connection.remoteAddress() instanceof InetSocketAddress remote)) return;
        var from = remote.getAddress();
        var objection = places.take(from);
        if (objection.isPresent()) {
            refused.accept("connections-" + objection.get());
            connection.close();
            return;
        }
        var watched = new Watched();
        connections.put(connection, watched);
        connection.closeFuture().addListener(_ -> {
            connections.remove(connection);
            places.leave(from);
            watched.disarm();
        });
        arm(connection, watched);
    }

    /// Connections that are watched now.
    int open() {
        return places.taken();
    }

    /// A request's head has arrived whole. A connection that has become a WebSocket stays busy until it closes.
    ///
    /// @return whether it is to be answered: not what follows the last one of its connection
    boolean began(HttpServerRequest request) {
        var connection = channel(request.connection());
        var watched = connections.get(connection);
        if (watched == null || watched.finished) return false;
        watched.running++;
        watched.disarm();
        boolean last = Framing.isLast(request);
        watched.finished = last;
        if (last) request.response().putHeader("Connection", "close");
        request.response().endHandler(_ -> {
            var refusal = REFUSALS.get(request.response().getStatusCode());
            if (refusal != null) refused.accept(refusal);
            watched.served = true;
            watched.running--;
            if (last) request.connection().close();
            else if (watched.running == 0) arm(connection, watched);
        });
        return true;
    }

    /// This request is its connection's last one.
    ///
    /// @return whether there was none before
    boolean finish(HttpServerRequest request) {
        var watched = connections.get(channel(request.connection()));
        if (watched == null || watched.finished) return false;
        watched.finished = true;
        return true;
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    private void arm(Channel connection, Watched watched) {
        if (!connection.isOpen()) return;
        watched.alarm = connection
                .eventLoop()
                .schedule(
                        () -> {
                            // Who had an answer has just nothing more to ask.
                            if (!watched.served) refused.accept("slow-head");
                            connection.close();
                        },
                        betweenRequests.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Touched by the connection's own event loop only.
    private static final class Watched {
        private @Nullable Future<?> alarm;
        private int running;
        private boolean served;
        private boolean finished;

        void disarm() {
            if (alarm != null) alarm.cancel(false);
            alarm = null;
        }
    }
}
