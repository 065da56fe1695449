package io.glasscast.api;

import io.glasscast.api.http.Bearer;
import io.glasscast.api.http.Bodies;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
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
    private static final int BODY_LIMIT = 16 * 1024;
    /// Calls that are served at once; they wait for the database one by one anyway.
    private static final int CALL_LIMIT = 256;

    /// Larger bodies that are held at once: who sends one may be a stranger until all of it is there.
    private static final int LARGE_LIMIT = 16;

    private final Router router;
    private final Semaphore slots = new Semaphore(CALL_LIMIT);
    private final Semaphore large = new Semaphore(LARGE_LIMIT);

    RestRoutes(Router router) {
        this.router = router;
    }

    void on(HttpMethod method, String path, Function<Call, Reply> serve) {
        on(method, path, BODY_LIMIT, serve);
    }

    /// For bodies that may be longer, or not as long.
    void on(HttpMethod method, String path, int bodyLimit, Function<Call, Reply> serve) {
        boolean isLarge = bodyLimit > BODY_LIMIT;
        router.route(method, path).handler(ctx -> {
            if (isLarge && !large.tryAcquire()) {
                busy(ctx);
                return;
            }
            Runnable over = isLarge ? large::release : () -> {};
            Bodies.read(ctx.vertx(), ctx.request(), bodyLimit, body -> answer(ctx, body.toString(), serve, over), over);
        });
    }

    private void answer(RoutingContext ctx, String body, Function<Call, Reply> serve, Runnable over) {
        var json = Call.parse(body);
        if (json.isEmpty()) {
            over.run();
            write(ctx, Reply.problem(400, "Malformed", "The body must be a JSON object"));
            return;
        }
        if (!slots.tryAcquire()) {
            over.run();
            busy(ctx);
            return;
        }
        var call = new Call(Map.copyOf(ctx.pathParams()), query(ctx), Bearer.of(ctx.request()), json.get());
        var context = ctx.vertx().getOrCreateContext();
        Thread.ofVirtual().name("rest").start(() -> {
            var reply = reply(serve, call);
            slots.release();
            over.run();
            context.runOnContext(_ -> write(ctx, reply));
        });
    }

    private static Reply reply(Function<Call, Reply> serve, Call call) {
        try {
            return serve.apply(call);
        } catch (IllegalArgumentException e) {
            // Thrown by the records of the store, with a sentence for whoever filled them in.
            return Reply.problem(400, "Malformed", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a call failed", e);
            return Reply.problem(500, "Failed", "The server could not do this");
        }
    }

    private static void busy(RoutingContext ctx) {
        ctx.response().putHeader("Retry-After", "1");
        write(ctx, Reply.problem(503, "Busy", "Too many calls at once"));
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
