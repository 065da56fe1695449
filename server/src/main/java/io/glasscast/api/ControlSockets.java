package io.glasscast.api;

import io.glasscast.contract.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/// The four addresses of the control sockets.
public final class ControlSockets {
    /// A request that was built in a loop gone wild is still told what is wrong; more is no request.
    private static final int MESSAGE_LIMIT = 4 * Wire.FRAME_LIMIT;

    private final AppSockets apps;
    private final GlassesSockets glasses;

    public ControlSockets(Vertx vertx, ControlRoom room) {
        var doorman = new Doorman(room);
        apps = new AppSockets(vertx, room, doorman);
        glasses = new GlassesSockets(vertx, room, doorman);
    }

    /// Limits that only the server can keep. A frame, or a message of several, that is longer than the contract allows
    /// is answered like any other that is not understood; one that is much longer cannot be waited for.
    public static HttpServerOptions limit(HttpServerOptions options) {
        return options.setMaxWebSocketFrameSize(MESSAGE_LIMIT).setMaxWebSocketMessageSize(MESSAGE_LIMIT);
    }

    /// To be mounted before anything that reads bodies.
    public void mount(Router router) {
        router.get("/app-ws").handler(ctx -> apps.accept(ctx.request()));
        router.get("/ws/miniapp").handler(ctx -> apps.accept(ctx.request()));
        router.get("/glasses-ws").handler(ctx -> glasses.accept(ctx.request()));
        router.get("/ws/client").handler(ctx -> glasses.accept(ctx.request()));
    }
}
