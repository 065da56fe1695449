package io.glasscast.api.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Consumer;

/// Reads request bodies: whole, not too large, and not for ever.
public final class Bodies {
    /// An SDP offer of a browser has 3 to 8 kB; with every codec and a hundred candidates it stays below this.
    public static final int SDP_BYTES = 64 * 1024;

    /// 64 KiB arrive within this on the slowest mobile network; a client that takes longer is holding a slot.
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private Bodies() {}

    /// Hands over the body as soon as all of it is there; answers 413 or 408 by itself otherwise.
    public static void read(Vertx vertx, HttpServerRequest request, int limitBytes, Consumer<Buffer> then) {
        read(vertx, request, limitBytes, then, () -> {});
    }

    /// The same, with somebody who learns when there will be no body. One of both is called, once.
    public static void read(
            Vertx vertx, HttpServerRequest request, int limitBytes, Consumer<Buffer> then, Runnable otherwise) {
        if (announcedBytes(request) > limitBytes) {
            refuse(vertx, request, Problem.tooLarge(limitBytes));
            otherwise.run();
            return;
        }
        var reading = new Object() {
            Buffer body = Buffer.buffer();
            boolean over;
        };
        long timer = vertx.setTimer(WITHIN.toMillis(), _ -> {
            if (reading.over) return;
            reading.over = true;
            refuse(vertx, request, new Problem(408, "Request timeout", "The body did not arrive in time."));
            otherwise.run();
        });
        request.handler(part -> {
            if (reading.over) return;
            if (reading.body.length() + part.length() > limitBytes) {
                reading.over = true;
                vertx.cancelTimer(timer);
                refuse(vertx, request, Problem.tooLarge(limitBytes));
                otherwise.run();
            } else {
                reading.body.appendBuffer(part);
            }
        });
        request.exceptionHandler(_ -> {
            if (reading.over) return;
            reading.over = true;
            vertx.cancelTimer(timer);
            otherwise.run();
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            if (reading.over) return;
            reading.over = true;
            then.accept(reading.body);
        });
        request.resume();
    }

    private static long announcedBytes(HttpServerRequest request) {
        var length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    /// Answers, and then hangs up: the rest of the body would have to be read otherwise. Not at once, because a client
    /// that is still sending would see the connection reset before it has read why.
    private static void refuse(Vertx vertx, HttpServerRequest request, Problem problem) {
        request.handler(_ -> {}).endHandler(_ -> {}).exceptionHandler(_ -> {}).resume();
        if (request.version() != HttpVersion.HTTP_2) request.response().putHeader("Connection", "close");
        problem.answer(request.response());
        vertx.setTimer(FAREWELL.toMillis(), _ -> {
            if (request.isEnded()) return;
            if (request.version() == HttpVersion.HTTP_2) request.response().reset();
            else request.connection().close();
        });
    }
}
