package io.glasscast.api.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// `/metrics`, for Prometheus. What is counted tells strangers how busy the server is, and those who try its doors
/// what came of it.
public final class MetricsPage {
    /// Who may read it.
    public enum Access {
        /// Whoever shows a token by which one may look.
        TOKEN,
        /// They, and whoever is on this machine.
        LOOPBACK,
        OPEN
    }

    /// Of proxies: who comes through one of this machine is not on it.
    private static final List<String> PROXIED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private static final Problem LOCKED = new Problem(
            401, "Unauthorized", "Metrics are read with a token, or as metrics.access of the configuration says.");

    private final Access access;
    private final Predicate<String> mayLook;
    private final Supplier<CompletionStage<String>> metrics;

    /// @param mayLook whether this token is good for it; may wait for a database
    /// @param metrics in the Prometheus text format 0.0.4
    public MetricsPage(Access access, Predicate<String> mayLook, Supplier<CompletionStage<String>> metrics) {
        this.access = access;
        this.mayLook = mayLook;
        this.metrics = metrics;
    }

    public void mount(Router router) {
        router.get("/metrics").handler(this::answer);
    }

    private void answer(RoutingContext at) {
        if (isFree(at.request())) {
            tell(at);
            return;
        }
        var token = Bearer.of(at.request());
        var loop = at.vertx().getOrCreateContext();
        Thread.ofVirtual().name("metrics").start(() -> {
            boolean good = token.filter(mayLook).isPresent();
            loop.runOnContext(_ -> {
                if (good) tell(at);
                else {
                    at.response().putHeader("WWW-Authenticate", "Bearer");
                    LOCKED.answer(at.response());
                }
            });
        });
    }

    private boolean isFree(HttpServerRequest request) {
        return switch (access) {
            case OPEN -> true;
            case TOKEN -> false;
            case LOOPBACK ->
                InetAddress.ofLiteral(request.remoteAddress().hostAddress()).isLoopbackAddress()
                        && PROXIED.stream().noneMatch(request.headers()::contains);
        };
    }

    private void tell(RoutingContext at) {
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
}
