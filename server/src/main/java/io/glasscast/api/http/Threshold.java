package io.glasscast.api.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/// Where everybody waits until the house stands: the port is known, and links can be made, only once the door
/// is open, and what was going on when the server was killed has to be there before anybody asks for it. From
/// when it begins to close, everybody is sent away: the door is closed last, for the farewells that go out
/// through it.
public final class Threshold {
    private static final Problem STARTING =
            new Problem(503, "Starting", "The server has only just been started. Try again in a second.");

    private final BooleanSupplier stands;
    private final BooleanSupplier closes;

    /// @param stands true from some moment on
    /// @param closes true from a later one on
    public Threshold(BooleanSupplier stands, BooleanSupplier closes) {
        this.stands = stands;
        this.closes = closes;
    }

    /// For all routes that are mounted after it, but for probes: they want to know just that.
    public void mount(Router router) {
        router.route().handler(this::let);
    }

    private void let(RoutingContext at) {
        var path = at.request().path();
        boolean probe = path != null && (path.startsWith("/health/") || path.equals("/metrics"));
        if (probe) at.next();
        else if (closes.getAsBoolean()) Problem.CLOSING.answer(at.response());
        else if (!stands.getAsBoolean()) STARTING.answer(at.response());
        else at.next();
    }
}
