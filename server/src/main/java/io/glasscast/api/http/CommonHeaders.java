package io.glasscast.api.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/// Headers on every answer: who may read it from another site, and what a browser must not do with it.
///
/// What is played and published is opened by the id or key in its address, and players are on other people's pages: any
/// site may call. Everything else is closed to other sites, so what a new route answers is theirs only if it is added
/// here.
final class CommonHeaders {
    /// As the router sees them: without dots, and without needless percent signs. What is asked for most comes first.
    private static final List<String> OPEN = List.of("/hls/", "/dash/", "/thumbnail/", "/whep/", "/whip/");

    private static final String TIME = "/time";

    /// Nothing here is authorised by cookies, so any site may call; what it can do depends on what it knows.
    private static final String ANY = "*";

    /// A day: these answers do not change while the server runs.
    private static final String REMEMBER_SECONDS = "86400";

    /// For what is no page: should a browser show it as one, it does nothing and is nowhere in a frame.
    private static final String INERT = "default-src 'none'; frame-ancestors 'none'";

    private CommonHeaders() {}

    /// Half a year in which a browser that has been here once comes by TLS alone (RFC 6797). Not for names below this
    /// one: they are somebody else's.
    private static final String BY_TLS_ALONE = "max-age=15768000";

    static void add(RoutingContext at) {
        everywhere(at.response());
        if (at.request().isSSL()) at.response().putHeader("Strict-Transport-Security", BY_TLS_ALONE);
        if (isOpen(at.normalizedPath())) open(at);
        else
            at.response()
                    .putHeader("Content-Security-Policy", INERT)
                    .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        at.next();
    }

    /// On what is answered before it has an address, too.
    static void everywhere(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                // Addresses here contain playback ids, which other sites must not learn from a link.
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private static boolean isOpen(String path) {
        for (var beginning : OPEN) if (path.startsWith(beginning)) return true;
        return path.equals(TIME);
    }

    private static void open(RoutingContext at) {
        at.response()
                .putHeader("Access-Control-Allow-Origin", ANY)
                .putHeader(
                        "Access-Control-Expose-Headers",
                        "Location, ETag, Link, Retry-After, Accept-Patch, Content-Range, Date")
                // Readable where a page asks for isolation, too.
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
        if (at.request().method() == HttpMethod.OPTIONS) {
            at.response()
                    .putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
                    .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, If-Match, Range")
                    .putHeader("Access-Control-Max-Age", REMEMBER_SECONDS);
        }
    }
}
