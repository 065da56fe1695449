package io.glasscast.api.http;

import io.glasscast.gates.PlaybackDoor;
import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Caching;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.gates.PlaybackDoor.Request;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HLS and DASH over HTTP: playlists, manifests and media, to players and to caches in between.
///
/// The playback id is in the path, so every relative address in a playlist has it too, and no header is needed. Nobody
/// is held up by a rate: one viewer sends twenty requests a second, and a cache sends those of all of its viewers.
public final class Playback {
    private static final Logger LOG = LoggerFactory.getLogger(Playback.class);

    /// Longer than any id or name given out here; a longer one is looked up as [#NOTHING].
    private static final int NAME_CHARS = 128;

    /// Never given out, neither as an id nor as a name.
    private static final String NOTHING = "-";

    private static final String MANIFEST = "application/dash+xml";

    /// A player asks for a manifest when it needs a new one, so its own cache must not answer; one on the way may.
    private static final String MANIFEST_CACHING = "public, max-age=0, s-maxage=1";

    /// Head and body of a playlist or a part go out together, in one call of the kernel. No more of it may wait for
    /// a slow client than of what goes out in pieces.
    private static final int AT_ONCE = 128 * 1024;

    private static final String RETRY_AFTER_SECONDS = "1";

    private final PlaybackDoor door;
    private final Gzip gzip = new Gzip();
    private final Shelf shelf = new Shelf(System::nanoTime);

    public Playback(PlaybackDoor door) {
        this.door = door;
    }

    /// Better before other routes: nothing is asked for as often as parts, and each route in front is looked at first.
    public void mount(Router router) {
        router.route().handler(this::shelved);
        for (var path : new String[] {"/hls/:id/:file", "/dash/:id/:file"}) {
            router.get(path).handler(this::answer);
            router.head(path).handler(this::answer);
        }
    }

    private void shelved(RoutingContext at) {
        var request = at.request();
        var item = request.method() == HttpMethod.GET && request.query() == null ? shelf.find(request.path()) : null;
        if (item == null || request.headers().contains("Range")) {
            at.next();
            return;
        }
        head(at.response(), item.type(), item.caching());
        at.response()
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("Content-Length", Integer.toString(item.body().length()))
                .end(item.body());
    }

    private void answer(RoutingContext at) {
        Context loop = at.vertx().getOrCreateContext();
        var body =
                new GrowingBody(loop, new Outflow(at.response()), at.request().method() == HttpMethod.HEAD);
        // Whoever goes away while waiting takes nothing more.
        at.response().closeHandler(_ -> body.leave());
        door.playback(new Request(name(at, "id"), name(at, "file"), query(at)), body)
                .whenComplete((answer, fault) -> loop.runOnContext(_ -> {
                    if (at.response().ended() || at.response().closed()) return;
                    if (fault == null) {
                        answer(at, answer, body);
                    } else {
                        LOG.error("playback door failed", fault);
                        Problem.FAULT.answer(at.response());
                    }
                }));
    }

    private void answer(RoutingContext at, Answer answer, GrowingBody body) {
        switch (answer) {
            case Answer.Found found -> found(at, found);
            case Answer.Streaming(var type, var caching) -> {
                head(at.response(), type, caching(type, caching));
                if (at.request().method() == HttpMethod.HEAD) {
                    at.response().end();
                } else {
                    if (at.request().version() != HttpVersion.HTTP_2)
                        at.response().setChunked(true);
                    body.begin();
                }
            }
            case Answer.Refused(var refusal, var detail) -> refused(at, refusal, detail);
        }
    }

    private void found(RoutingContext at, Answer.Found found) {
        head(at.response(), found.contentType(), caching(found.contentType(), found.caching()));
        if (isText(found.contentType())) {
            var text = joined(found.body());
            at.response().putHeader("Vary", "Accept-Encoding");
            if (Gzip.accepted(at.request().getHeader("Accept-Encoding"))) {
                at.response().putHeader("Content-Encoding", "gzip");
                text = gzip.of(text);
            }
            send(at, List.of(text), text.length());
        } else {
            media(at, found);
        }
    }

    private void media(RoutingContext at, Answer.Found found) {
        var request = at.request();
        int length = found.length();
        at.response().putHeader("Accept-Ranges", "bytes");
        // Nothing here has a validator, so a conditional range never holds (RFC 9110 §13.1.5).
        var header = request.getHeader("If-Range") == null ? request.getHeader("Range") : null;
        switch (ByteRange.of(header, length)) {
            case ByteRange.Whole() -> {
                if (found.caching().immutable()
                        && found.body().size() == 1
                        && length <= AT_ONCE
                        && request.query() == null)
                    shelf.put(
                            request.path(),
                            found.contentType(),
                            cacheControl(found.caching()),
                            found.body().getFirst());
                send(at, found.body(), length);
            }
            case ByteRange.Part part -> {
                at.response()
                        .setStatusCode(206)
                        .putHeader("Content-Range", "bytes " + part.from() + "-" + part.to() + "/" + length);
                send(at, slice(found.body(), part), part.length());
            }
            case ByteRange.Unsatisfiable() -> {
                at.response().headers().remove("Content-Encoding");
                at.response().putHeader("Content-Range", "bytes */" + length);
                new Problem(416, "Range not satisfiable", "There are only " + length + " bytes.").answer(at.response());
            }
        }
    }

    private static String caching(String type, Caching caching) {
        return type.equals(MANIFEST) ? MANIFEST_CACHING : cacheControl(caching);
    }

    private static void head(HttpServerResponse response, String type, String caching) {
        response.putHeader("Content-Type", type).putHeader("Cache-Control", caching);
        // The server would compress it on the way; media are as small as they get.
        if (!isText(type)) response.putHeader("Content-Encoding", "identity");
    }

    private static String cacheControl(Caching caching) {
        if (caching.immutable()) return "public, max-age=" + caching.maxAgeSeconds() + ", immutable";
        return caching.maxAgeSeconds() == 0 ? "no-cache" : "public, max-age=" + caching.maxAgeSeconds();
    }

    private static void send(RoutingContext at, List<Bytes> body, long length) {
        at.response().putHeader("Content-Length", Long.toString(length));
        if (at.request().method() == HttpMethod.HEAD) {
            at.response().end();
            return;
        }
        if (length <= AT_ONCE && body.size() == 1) {
            at.response().end(Outflow.view(body.getFirst()));
            return;
        }
        var flow = new Outflow(at.response());
        flow.addAll(body);
        flow.end(true);
        flow.begin();
    }

    private static void refused(RoutingContext at, Refusal refusal, String detail) {
        var problem = switch (refusal) {
            case NOT_FOUND -> Problem.NOT_FOUND;
            case NOT_LIVE -> new Problem(409, "Not live", detail);
            case MALFORMED -> new Problem(400, "Malformed", detail);
            case TOO_LATE -> new Problem(503, "Not in time", detail);
            case TOO_MANY -> new Problem(503, "Too many", detail);
        };
        switch (refusal) {
            case NOT_LIVE, TOO_LATE, TOO_MANY -> at.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
            case NOT_FOUND, MALFORMED -> {}
        }
        problem.answer(at.response());
    }

    private static boolean isText(String type) {
        return type.startsWith("application/");
    }

    private static Bytes joined(List<Bytes> body) {
        if (body.size() == 1) return body.getFirst();
        var all = new ByteWriter();
        for (var bytes : body) all.bytes(bytes);
        return all.toBytes();
    }

    private static List<Bytes> slice(List<Bytes> body, ByteRange.Part part) {
        var slice = new ArrayList<Bytes>();
        long start = 0;
        for (var bytes : body) {
            long from = Math.max(part.from(), start), to = Math.min(part.to() + 1, start + bytes.length());
            if (from < to) slice.add(bytes.slice((int) (from - start), (int) (to - from)));
            start += bytes.length();
        }
        return slice;
    }

    private static String name(RoutingContext at, String parameter) {
        var name = at.pathParam(parameter);
        return name == null || name.isEmpty() || name.length() > NAME_CHARS ? NOTHING : name;
    }

    private static String query(RoutingContext at) {
        var query = at.request().query();
        return query == null ? "" : query;
    }
}
