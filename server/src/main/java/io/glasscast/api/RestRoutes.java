package io.glasscast.api;

import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mounts calls on a router: reads their small bodies, runs them on virtual threads, and writes their replies.
final class RestRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(RestRoutes.class);

    /// The largest honest body registers an app with all its permissions: 2 kB.
    private static final long BODY_LIMIT = 16 * 1024;
    /// Calls that are served at once; they wait for the database one by one anyway.
    private static final int CALL_LIMIT = 256;

    private final Router router;
    private final Semaphore slots = new Semaphore(CALL_LIMIT);

    RestRoutes(Router router) {
        this.router = router;
    }

    void on(HttpMethod method, String path, Function<Call, Reply> serve) {
        on(method, path, BODY_LIMIT, serve);
    }

    /// For bodies that may be longer, or not as long.
    void on(HttpMethod method, String path, long bodyLimit, Function<Call, Reply> serve) {
        router.route(method, path)
                .handler(BodyHandler.create(false).setBodyLimit(bodyLimit))
                .handler(ctx -> {
                    var body = ctx.body().asString();
                    var json = Call.parse(body == null ? "" : body);
                    if (json.isEmpty()) {
                        write(ctx, Reply.problem(400, "Malformed", "The body must be a JSON object"));
                        return;
                    }
                    if (!slots.tryAcquire()) {
                        write(ctx, Reply.problem(503, "Busy", "Too many calls at once"));
                        return;
                    }
                    var call = new Call(Map.copyOf(ctx.pathParams()), query(ctx), Bearer.of(ctx.request()), json.get());
                    var context = ctx.vertx().getOrCreateContext();
                    Thread.ofVirtual().name("rest").start(() -> run(ctx, context, serve, call));
                });
    }

    private void run(RoutingContext ctx, Context context, Function<Call, Reply> serve, Call call) {
        Reply reply;
        try {
            reply = serve.apply(call);
        } catch (IllegalArgumentException e) {
            // Thrown by the records of the store, with a sentence for whoever filled them in.
            reply = Reply.problem(400, "Malformed", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a call failed", e);
            reply = Reply.problem(500, "Failed", "The server could not do this");
        } finally {
            slots.release();
        }
        var written = reply;
        context.runOnContext(_ -> write(ctx, written));
    }

    private static Map<String, String> query(RoutingContext ctx) {
        var query = new HashMap<String, String>();
        ctx.queryParams().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
        return query;
    }

    private static void write(RoutingContext ctx, Reply reply) {
        var response = ctx.response();
        if (response.ended() || response.closed()) return;
        response.setStatusCode(reply.status()).putHeader("Cache-Control", "no-store");
        if (!reply.type().isEmpty()) response.putHeader("Content-Type", reply.type());
        response.end(reply.body());
    }
}
