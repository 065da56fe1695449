package io.glasscast.api.http;

import io.glasscast.gates.WebRtcDoor;
import io.glasscast.gates.WebRtcDoor.Outcome;
import io.glasscast.gates.WebRtcDoor.Patched;
import io.glasscast.gates.WebRtcDoor.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) over HTTP.
///
/// A session's URL has the session's own unguessable id and nothing else, so it gives away neither ingest key nor
/// playback id. Requests for ids that do not exist take the same way as all others.
public final class WhipWhep {
    private static final Logger LOG = LoggerFactory.getLogger(WhipWhep.class);

    public static final String SDP = "application/sdp";
    public static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    /// Longer than any id given out here; a longer one is looked up as [#NO_ID].
    private static final int ID_CHARS = 128;

    /// Never given out as an id.
    private static final String NO_ID = "-";

    /// Seconds after which to ask again for a stream that is not live (WHEP).
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Vertx vertx;
    private final WebRtcDoor door;
    private final RateLimit rate;

    public WhipWhep(Vertx vertx, WebRtcDoor door, RateLimit rate) {
        this.vertx = vertx;
        this.door = door;
        this.rate = rate;
    }

    public void mount(Router router) {
        endpoint(router, "/whip", door::whip);
        endpoint(router, "/whep", door::whep);
        // Discovery by WHEP clients; a publisher that asks learns the same.
        for (var root : new String[] {"/whip/:key", "/whep/:key"})
            router.head(root)
                    .handler(at -> at.response().putHeader("Content-Type", SDP).end());
    }

    private void endpoint(Router router, String root, Offer offer) {
        var endpoint = root + "/:key";
        var session = root + "/sessions/:id";
        router.options(endpoint)
                .handler(at -> at.response()
                        .putHeader("Allow", "POST, GET, HEAD, OPTIONS")
                        .putHeader("Accept-Post", SDP)
                        .setStatusCode(204)
                        .end());
        router.get(endpoint).handler(at -> at.response().setStatusCode(204).end());
        router.post(endpoint)
                .handler(at -> limited(
                        at,
                        () -> withBody(
                                at,
                                SDP,
                                (request, body) -> answer(
                                        at,
                                        offer.make(id(at, "key"), body, host(request)),
                                        outcome -> answered(at, root, outcome)))));

        router.options(session)
                .handler(at -> at.response()
                        .putHeader("Allow", "PATCH, DELETE, GET, HEAD, OPTIONS")
                        .putHeader("Accept-Patch", FRAGMENT)
                        .setStatusCode(204)
                        .end());
        router.patch(session)
                .handler(at -> limited(
                        at,
                        () -> withBody(
                                at,
                                FRAGMENT,
                                (request, body) -> answer(
                                        at,
                                        door.patch(id(at, "id"), body, ifMatch(request)),
                                        patched -> patched(at, patched)))));
        router.delete(session)
                .handler(at -> limited(at, () -> answer(at, door.end(id(at, "id")), ended -> found(at, ended, 200))));
        router.get(session).handler(at -> answer(at, door.exists(id(at, "id")), exists -> found(at, exists, 204)));
        router.head(session).handler(at -> answer(at, door.exists(id(at, "id")), exists -> found(at, exists, 204)));
    }

    private static void answered(RoutingContext at, String root, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered(var id, var etag, var sdp) ->
                at.response()
                        .setStatusCode(201)
                        .putHeader("Content-Type", SDP)
                        .putHeader("Location", root + "/sessions/" + id)
                        .putHeader("ETag", '"' + etag + '"')
                        .putHeader("Accept-Patch", FRAGMENT)
                        .end(sdp);
            case Outcome.Refused(var refusal, var detail) -> refused(at, refusal, detail);
        }
    }

    private static void patched(RoutingContext at, Patched patched) {
        switch (patched) {
            case Patched.Trickled() -> at.response().setStatusCode(204).end();
            case Patched.Restarted(var etag, var fragment) ->
                at.response()
                        .setStatusCode(200)
                        .putHeader("Content-Type", FRAGMENT)
                        .putHeader("ETag", '"' + etag + '"')
                        .end(fragment);
            case Patched.Refused(var refusal, var detail) -> refused(at, refusal, detail);
        }
    }

    private static void found(RoutingContext at, boolean found, int status) {
        if (found) at.response().setStatusCode(status).end();
        else Problem.NOT_FOUND.answer(at.response());
    }

    /// The one place where a refusal becomes a status code.
    private static void refused(RoutingContext at, Refusal refusal, String detail) {
        var problem = switch (refusal) {
            case NOT_FOUND -> Problem.NOT_FOUND;
            case NOT_LIVE -> new Problem(409, "Not live", detail);
            case MALFORMED -> new Problem(400, "Malformed", detail);
            case UNACCEPTABLE -> new Problem(422, "Unacceptable", detail);
            case PRECONDITION_REQUIRED -> new Problem(428, "Precondition required", detail);
            case PRECONDITION_FAILED -> new Problem(412, "Precondition failed", detail);
            case TOO_MANY -> new Problem(503, "Too many", detail);
        };
        if (refusal == Refusal.NOT_LIVE) at.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
        problem.answer(at.response());
    }

    private void limited(RoutingContext at, Runnable then) {
        if (rate.admits(at.request().remoteAddress().hostAddress())) {
            then.run();
        } else {
            Problem.TOO_MANY_REQUESTS.answer(at.response());
        }
    }

    private void withBody(RoutingContext at, String type, BiConsumer<HttpServerRequest, String> then) {
        var request = at.request();
        if (!isType(request.getHeader("Content-Type"), type)) {
            at.response().putHeader("Accept-" + (request.method() == HttpMethod.PATCH ? "Patch" : "Post"), type);
            Problem.wrongType(type).answer(at.response());
        } else if (!accepts(request.getHeader("Accept"), type)) {
            new Problem(406, "Not acceptable", "The answer is " + type + ".").answer(at.response());
        } else {
            Bodies.read(vertx, request, Bodies.SDP_BYTES, body -> then.accept(request, body.toString()));
        }
    }

    /// Answers on the request's own event loop, whatever thread the door answers on.
    private static <T> void answer(RoutingContext at, CompletionStage<T> stage, java.util.function.Consumer<T> then) {
        var loop = at.vertx().getOrCreateContext();
        stage.whenComplete((value, fault) -> loop.runOnContext(_ -> {
            if (at.response().ended() || at.response().closed()) return;
            if (fault == null) {
                then.accept(value);
            } else {
                LOG.error("WebRTC door failed", fault);
                Problem.FAULT.answer(at.response());
            }
        }));
    }

    static boolean isType(@org.jspecify.annotations.Nullable String header, String type) {
        if (header == null) return false;
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().equalsIgnoreCase(type);
    }

    /// Whether an `Accept` header lets `type` through (RFC 9110 §12.5.1; weights other than 0 do not matter here).
    static boolean accepts(@org.jspecify.annotations.Nullable String header, String type) {
        if (header == null || header.isBlank()) return true;
        var family = type.substring(0, type.indexOf('/')) + "/*";
        for (var range : header.split(",", -1)) {
            var parts = range.split(";", -1);
            var name = parts[0].strip();
            boolean matches = name.equals("*/*") || name.equalsIgnoreCase(family) || name.equalsIgnoreCase(type);
            if (matches && !hasZeroWeight(parts)) return true;
        }
        return false;
    }

    private static boolean hasZeroWeight(String[] parts) {
        for (int i = 1; i < parts.length; i++) if (parts[i].strip().matches("q=0(\\.0*)?")) return true;
        return false;
    }

    /// The entity tag without its quotes. A weak one keeps its prefix and so never matches (RFC 9110 §13.1.1).
    private static Optional<String> ifMatch(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("If-Match"))
                .map(String::strip)
                .map(tag -> tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
                        ? tag.substring(1, tag.length() - 1)
                        : tag);
    }

    private static String id(RoutingContext at, String name) {
        var id = at.pathParam(name);
        return id == null || id.isEmpty() || id.length() > ID_CHARS ? NO_ID : id;
    }

    private static String host(HttpServerRequest request) {
        var authority = request.authority();
        return authority == null || authority.host() == null ? "" : authority.host();
    }

    private interface Offer {
        CompletionStage<Outcome> make(String id, String sdp, String requestHost);
    }
}
