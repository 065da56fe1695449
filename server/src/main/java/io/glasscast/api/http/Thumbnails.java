package io.glasscast.api.http;

import io.glasscast.gates.ThumbnailDoor;
import io.glasscast.kernel.Bytes;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pictures of live streams, made when somebody asks: at most one at a time of a size, and none sooner than
/// [#FRESH] after the one before.
public final class Thumbnails {
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    /// Longer than any id given out here; a longer one is looked up as [#NO_ID].
    private static final int ID_CHARS = 128;

    /// Never given out as an id.
    private static final String NO_ID = "-";

    /// Smaller than an icon, and wider than any camera on a head.
    private static final int MIN_WIDTH = 16, MAX_WIDTH = 7_680;

    /// A picture may be two seconds old when it is shown: half of that is for caches on the way.
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final String MAX_AGE = "public, max-age=1";

    /// Pictures remembered, of about 50 kB each.
    private static final int PICTURES = 256;

    private static final String RETRY_AFTER_SECONDS = "2";

    private final ThumbnailDoor door;
    private final RateLimit rate;
    private final LongSupplier nanos;
    private final Map<Wanted, Made> pictures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Made> eldest) {
            return size() > PICTURES;
        }
    };

    private record Wanted(String playbackId, OptionalInt width) {}

    private record Made(CompletionStage<Optional<Bytes>> picture, long askedNanos) {}

    /// @param nanos a clock that only goes forward
    public Thumbnails(ThumbnailDoor door, RateLimit rate, LongSupplier nanos) {
        this.door = door;
        this.rate = rate;
        this.nanos = nanos;
    }

    public void mount(Router router) {
        var path = "/thumbnail/:file";
        router.get(path).handler(this::answer);
        router.head(path).handler(this::answer);
    }

    private void answer(RoutingContext at) {
        var width = width(at);
        if (width.isEmpty()) {
            new Problem(400, "Malformed", "width must be a number from " + MIN_WIDTH + " to " + MAX_WIDTH + ".")
                    .answer(at.response());
        } else if (!rate.admits(at.request().remoteAddress().hostAddress())) {
            at.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
            Problem.TOO_MANY_REQUESTS.answer(at.response());
        } else {
            Context loop = at.vertx().getOrCreateContext();
            picture(new Wanted(playbackId(at), width.get()))
                    .whenComplete((picture, fault) -> loop.runOnContext(_ -> {
                        if (fault == null) show(at, picture);
                        else failed(at, fault);
                    }));
        }
    }

    private CompletionStage<Optional<Bytes>> picture(Wanted wanted) {
        synchronized (pictures) {
            long now = nanos.getAsLong();
            var known = pictures.get(wanted);
            // One that is still being made is waited for, however long that takes.
            if (known != null && (now - known.askedNanos() < FRESH.toNanos() || !done(known))) return known.picture();
            var made = new Made(door.thumbnail(wanted.playbackId(), wanted.width()), now);
            pictures.remove(wanted);
            pictures.put(wanted, made);
            return made.picture();
        }
    }

    private static boolean done(Made made) {
        return made.picture().toCompletableFuture().isDone();
    }

    private static void show(RoutingContext at, Optional<Bytes> picture) {
        if (picture.isEmpty()) {
            Problem.NOT_FOUND.answer(at.response());
            return;
        }
        var response = at.response();
        if (response.ended() || response.closed()) return;
        response.putHeader("Content-Type", "image/jpeg")
                .putHeader("Cache-Control", MAX_AGE)
                // It is compressed already.
                .putHeader("Content-Encoding", "identity")
                .end(Buffer.buffer(picture.get().toArray()));
    }

    private static void failed(RoutingContext at, Throwable fault) {
        LOG.debug("no thumbnail", fault);
        at.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
        new Problem(503, "No picture now", "A picture cannot be made at the moment.").answer(at.response());
    }

    /// Empty: the parameter makes no sense. An empty number: there is none.
    private static Optional<OptionalInt> width(RoutingContext at) {
        var text = at.request().getParam("width");
        if (text == null) return Optional.of(OptionalInt.empty());
        try {
            int width = Integer.parseInt(text);
            return width < MIN_WIDTH || width > MAX_WIDTH ? Optional.empty() : Optional.of(OptionalInt.of(width));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String playbackId(RoutingContext at) {
        var file = at.pathParam("file");
        if (file == null || !file.endsWith(".jpg")) return NO_ID;
        var id = file.substring(0, file.length() - ".jpg".length());
        return id.isEmpty() || id.length() > ID_CHARS ? NO_ID : id;
    }
}
