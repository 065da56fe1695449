package io.glasscast.api;

import io.glasscast.api.http.KeyGuesses;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/// The four addresses of the control sockets.
public final class ControlSockets {
    private final AppSockets apps;
    private final GlassesSockets glasses;

    /// @param guesses hold up addresses that come with wrong keys; mounted before this
    public ControlSockets(Vertx vertx, ControlRoom room, KeyGuesses guesses) {
        var doorman = new Doorman(room);
        apps = new AppSockets(vertx, room, doorman, guesses);
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
