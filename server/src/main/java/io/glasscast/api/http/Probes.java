package io.glasscast.api.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/// For the operator's machines: how the server is.
public final class Probes {
    private final BooleanSupplier ready;

    /// @param ready every door is open, and the server is not stopping
    public Probes(BooleanSupplier ready) {
        this.ready = ready;
    }

    public void mount(Router router) {
        router.get("/health/live").handler(at -> text(at, 200, "live\n"));
        router.get("/health/ready").handler(at -> {
            if (ready.getAsBoolean()) text(at, 200, "ready\n");
            else text(at, 503, "not ready\n");
        });
    }

    private static void text(RoutingContext at, int status, String text) {
        at.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(text);
    }
}
