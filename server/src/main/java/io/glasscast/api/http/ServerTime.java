package io.glasscast.api.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// What time it is here: players set their clocks by it (UTCTiming of scheme `urn:mpeg:dash:utc:http-iso:2014`,
/// ISO/IEC 23009-1 §5.8.4.11), and so does our page.
public final class ServerTime {
    private final InstantSource clock;

    public ServerTime(InstantSource clock) {
        this.clock = clock;
    }

    public void mount(Router router) {
        router.get("/time").handler(this::answer);
        router.head("/time").handler(this::answer);
    }

    private void answer(RoutingContext at) {
        at.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
