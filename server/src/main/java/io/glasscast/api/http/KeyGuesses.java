package io.glasscast.api.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.LongSupplier;

/// Holds up addresses that come with wrong keys again and again. Keys are long enough that guessing is
/// hopeless, but whoever tries keeps the database busy.
public final class KeyGuesses {
    private static final int UNAUTHORIZED = 401;

    /// An app with an old key that asks again and again gets its answer for a while.
    private static final int PER_SECOND = 5;

    private final RateLimit wrong;

    /// @param nanos a clock that only goes forward
    public KeyGuesses(LongSupplier nanos) {
        wrong = new RateLimit(PER_SECOND, nanos);
    }

    /// For all routes of the API, which are mounted after it.
    public void mount(Router router) {
        router.route("/api/*").handler(this::let);
    }

    private void let(RoutingContext at) {
        var address = at.request().remoteAddress().hostAddress();
        if (wrong.spent(address)) {
            Problem.TOO_MANY_REQUESTS.answer(at.response());
            return;
        }
        at.addHeadersEndHandler(_ -> {
            if (at.response().getStatusCode() == UNAUTHORIZED) wrong.admits(address);
        });
        at.next();
    }
}
