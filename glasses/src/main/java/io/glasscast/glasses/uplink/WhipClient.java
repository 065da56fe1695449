package io.glasscast.glasses.uplink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// The HTTP half of WHIP (RFC 9725 §4.2) as glasses do it: one POST with all candidates inside, one DELETE, no
/// Authorization header. Blocks on purpose: called on threads that have nothing else to do.
final class WhipClient {
    private static final Duration POST_LIMIT = Duration.ofSeconds(10);

    /// Nobody waits for an answer to a good-bye.
    private static final Duration DELETE_LIMIT = Duration.ofSeconds(2);

    /// Honest answers have 2 kB.
    private static final int MAX_ANSWER = 64 * 1024;

    sealed interface Reply {
        /// @param session what to DELETE in the end, if the server says so
        record Created(String answer, Optional<URI> session) implements Reply {}

        record Failed(String reason) implements Reply {}
    }

    private final HttpClient http;

    WhipClient(HttpClient http) {
        this.http = http;
    }

    /// @throws InterruptedException when nobody wants the answer any more
    Reply post(URI endpoint, String offer) throws InterruptedException {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(POST_LIMIT)
                .header("Content-Type", "application/sdp")
                .header("Accept", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString(offer))
                .build();
        try {
            var response = http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER));
            // Real glasses take nothing but 201 with a body, so neither do we.
            if (response.statusCode() != 201) return new Reply.Failed("HTTP " + response.statusCode());
            if (response.body().isBlank()) return new Reply.Failed("empty answer");
            return new Reply.Created(response.body(), session(response));
        } catch (IOException _) {
            return new Reply.Failed("cannot reach " + endpoint.getHost());
        }
    }

    void delete(URI session) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(session).timeout(DELETE_LIMIT).DELETE().build();
        try {
            http.send(request, BodyHandlers.discarding());
        } catch (IOException _) {
            return; // the server will notice by itself: ICE consent ends
        }
    }

    /// Relative to where the POST was answered, which a redirect may have moved.
    private static Optional<URI> session(HttpResponse<?> response) {
        return response.headers().firstValue("Location").flatMap(location -> {
            try {
                return Optional.of(response.uri().resolve(location));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        });
    }
}
