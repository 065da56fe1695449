package io.glasscast.api.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/// Headers on every answer: who may read it from another site, and what a browser must not do with it.
final class CommonHeaders {
    /// Nothing here is authorised by cookies, so any site may call; what it can do depends on what it knows.
    private static final String ANY = "*";

    /// A day: these answers do not change while the server runs.
    private static final String REMEMBER_SECONDS = "86400";

    private CommonHeaders() {}

    static void add(RoutingContext at) {
        at.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                // Addresses here contain playback ids, which other sites must not learn from a link.
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Access-Control-Allow-Origin", ANY)
                .putHeader(
                        "Access-Control-Expose-Headers",
                        "Location, ETag, Link, Retry-After, Accept-Patch, Content-Range, Date");
        if (at.request().method() == HttpMethod.OPTIONS) {
            at.response()
                    .putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
                    .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, If-Match, Range")
                    .putHeader("Access-Control-Max-Age", REMEMBER_SECONDS);
        }
        at.next();
    }
}
