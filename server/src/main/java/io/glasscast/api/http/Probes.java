package io.glasscast.api.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// For the operator's machines: health and metrics.
public final class Probes {
    private final BooleanSupplier ready;
    private final Supplier<CompletionStage<String>> metrics;

    /// @param ready   every door is open, and the server is not stopping
    /// @param metrics in the Prometheus text format 0.0.4
    public Probes(BooleanSupplier ready, Supplier<CompletionStage<String>> metrics) {
        this.ready = ready;
        this.metrics = metrics;
    }

    public void mount(Router router) {
        router.get("/health/live").handler(at -> text(at, 200, "live\n"));
        router.get("/health/ready").handler(at -> {
            if (ready.getAsBoolean()) text(at, 200, "ready\n");
            else text(at, 503, "not ready\n");
        });
        router.get("/metrics").handler(this::metrics);
    }

    private void metrics(RoutingContext at) {
        var loop = at.vertx().getOrCreateContext();
        metrics.get()
                .whenComplete((text, fault) -> loop.runOnContext(_ -> {
                    if (fault != null) Problem.FAULT.answer(at.response());
                    else
                        at.response()
                                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                                .putHeader("Cache-Control", "no-store")
                                .end(text);
                }));
    }

    private static void text(RoutingContext at, int status, String text) {
        at.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(text);
    }
}
