package io.glasscast.api;

import io.glasscast.contract.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/// The four addresses of the control sockets.
public final class ControlSockets {
    private final AppSockets apps;
    private final GlassesSockets glasses;

    public ControlSockets(Vertx vertx, ControlRoom room) {
        var doorman = new Doorman(room);
        apps = new AppSockets(vertx, room, doorman);
        glasses = new GlassesSockets(vertx, room, doorman);
    }

    /// Limits that only the server can keep: a frame, or a message of several, is as long as the contract allows.
    public static HttpServerOptions limit(HttpServerOptions options) {
        return options.setMaxWebSocketFrameSize(Wire.FRAME_LIMIT).setMaxWebSocketMessageSize(Wire.FRAME_LIMIT);
    }

    /// To be mounted before anything that reads bodies.
    public void mount(Router router) {
        router.get("/app-ws").handler(ctx -> apps.accept(ctx.request()));
        router.get("/ws/miniapp").handler(ctx -> apps.accept(ctx.request()));
        router.get("/glasses-ws").handler(ctx -> glasses.accept(ctx.request()));
        router.get("/ws/client").handler(ctx -> glasses.accept(ctx.request()));
    }
}
