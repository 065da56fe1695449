package io.glasscast.api;

import io.vertx.core.Vertx;
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

    /// To be mounted before anything that reads bodies.
    public void mount(Router router) {
        router.get("/app-ws").handler(ctx -> apps.accept(ctx.request()));
        router.get("/ws/miniapp").handler(ctx -> apps.accept(ctx.request()));
        router.get("/glasses-ws").handler(ctx -> glasses.accept(ctx.request()));
        router.get("/ws/client").handler(ctx -> glasses.accept(ctx.request()));
    }
}
