package io.glasscast.api.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.LongSupplier;

/// Holds up addresses that come with wrong keys again and again. Keys are long enough that guessing is
/// hopeless, but whoever tries keeps the database busy.
public final class KeyGuesses {
    private static final int UNAUTHORIZED = 401;

    /// An app with an old key that asks again and again gets its answer for a while.
    private static final int PER_SECOND = 5;

    /// Wherever keys are shown: the API, what MentraOS clients call, the control sockets, and metrics.
    private static final List<String> PATHS =
            List.of("/api/*", "/apps/*", "/ws/*", "/app-ws", "/glasses-ws", "/metrics");

    private final RateLimit wrong;

    /// @param nanos a clock that only goes forward
    public KeyGuesses(LongSupplier nanos) {
        wrong = new RateLimit(PER_SECOND, nanos);
    }

    /// For all routes that ask for keys, which are mounted after it.
    public void mount(Router router) {
        for (var path : PATHS) router.route(path).handler(this::let);
    }

    /// Whether this address has to wait before it may show another key.
    public boolean hold(String address) {
        return wrong.spent(address);
    }

    /// A wrong key came from this address, where no answer with status 401 says so.
    public void wrong(String address) {
        wrong.admits(address);
    }

    private void let(RoutingContext at) {
        var address = at.request().remoteAddress().hostAddress();
        if (hold(address)) {
            Problem.TOO_MANY_REQUESTS.answer(at.response());
            return;
        }
        at.addHeadersEndHandler(_ -> {
            if (at.response().getStatusCode() == UNAUTHORIZED) wrong(address);
        });
        at.next();
    }
}
