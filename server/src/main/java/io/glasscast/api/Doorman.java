package io.glasscast.api;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts sockets in and out, and turns strangers away before the upgrade when the house is full.
final class Doorman {
    /// Each costs some 30 kB with its buffers and its thread: 300 MB at most.
    private static final int SOCKET_LIMIT = 10_000;

    private final ControlRoom room;
    private final AtomicInteger inside = new AtomicInteger();

    Doorman(ControlRoom room) {
        this.room = room;
    }

    /// Whether this request may become a socket; if not, it has been answered. Whoever was let in must [#leave].
    boolean admits(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.response().setStatusCode(400).end("This address speaks WebSocket.");
            return false;
        }
        if (inside.incrementAndGet() > SOCKET_LIMIT) {
            inside.decrementAndGet();
            room.observer().refused("full");
            request.response().setStatusCode(503).end();
            return false;
        }
        return true;
    }

    void leave() {
        inside.decrementAndGet();
    }
}
