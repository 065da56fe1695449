package io.glasscast.api.http;

import com.google.gson.JsonObject;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;

/// Why a request was refused, in the form of RFC 9457.
///
/// @param status HTTP status, 400..599
/// @param title  the same words for every problem of this kind
/// @param detail what to do about this one; never a secret, never an echo of the request
public record Problem(int status, String title, String detail) {
    public static final String TYPE = "application/problem+json";

    /// The one answer for ids that never existed, are gone, or belong to somebody else.
    public static final Problem NOT_FOUND = new Problem(404, "Not found", "There is nothing at this address.");

    public static final Problem TOO_MANY_REQUESTS =
            new Problem(429, "Too many requests", "This address sends too many requests. Try again in a second.");
    public static final Problem NOT_AVAILABLE_YET =
            new Problem(404, "Not available yet", "This server cannot do this yet.");
    public static final Problem FAULT =
            new Problem(500, "Internal error", "The server failed at this request; the reason is in its log.");

    public static final Problem CLOSING =
            new Problem(503, "Closing", "The server is being closed. Try again in a second.");

    /// Seconds after which to ask again where a problem goes away by itself.
    private static final String RETRY_AFTER = "1";

    public static Problem tooLarge(int limitBytes) {
        return new Problem(413, "Too large", "A body here may have at most " + limitBytes + " bytes.");
    }

    public static Problem wrongType(String wanted) {
        return new Problem(415, "Unsupported media type", "The body must be " + wanted + ".");
    }

    public static Problem wrongMethod(String allowed) {
        return new Problem(405, "Method not allowed", "Allowed here: " + allowed + ".");
    }

    /// Answers with this problem, unless an answer has begun already.
    public Future<Void> answer(HttpServerResponse response) {
        if (response.headWritten() || response.ended() || response.closed()) return Future.succeededFuture();
        if ((status == 503 || status == 429) && !response.headers().contains("Retry-After"))
            response.putHeader("Retry-After", RETRY_AFTER);
        return response.setStatusCode(status)
                .putHeader("Content-Type", TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(json());
    }

    String json() {
        var json = new JsonObject();
        json.addProperty("type", "about:blank");
        json.addProperty("title", title);
        json.addProperty("status", status);
        json.addProperty("detail", detail);
        return json.toString();
    }
}
