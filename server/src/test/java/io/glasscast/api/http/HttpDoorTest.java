package io.glasscast.api.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.glasscast.gates.WebRtcDoor.Outcome;
import io.glasscast.gates.WebRtcDoor.Patched;
import io.glasscast.gates.WebRtcDoor.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDoorTest {
    private static final BlockingQueue<String> REFUSED = new LinkedBlockingQueue<>();
    private static final HttpDoor.Limits LIMITS = new HttpDoor.Limits(1_000, REFUSED::add);

    private static final Doorstep DOORSTEP = new Doorstep();
    private static final Vertx VERTX = DOORSTEP.vertx(new VertxOptions());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final AtomicLong CLOCK_NANOS = new AtomicLong();
    private static final AtomicBoolean CLOSING = new AtomicBoolean();
    private static final FakeDoor DOOR = new FakeDoor();
    private static int port;

    @BeforeAll
    static void open() {
        port = HttpDoor.open(
                        VERTX,
                        DOORSTEP,
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        LIMITS,
                        List.of(
                                new Threshold(() -> true, CLOSING::get)::mount,
                                new WhipWhep(VERTX, DOOR, new RateLimit(10, CLOCK_NANOS::get))::mount,
                                new Probes(() -> true)::mount,
                                new MetricsPage(
                                        MetricsPage.Access.LOOPBACK,
                                        "looks"::equals,
                                        () -> CompletableFuture.completedFuture("glasscast_streams 0\n"))::mount,
                                new Pages()::mount,
                                new KeyGuesses(CLOCK_NANOS::get)::mount,
                                router -> router.get("/api/locked")
                                        .handler(at -> at.response()
                                                .setStatusCode(
                                                        "right"
                                                                        .equals(at.request()
                                                                                .getHeader("x-api-key"))
                                                                ? 200
                                                                : 401)
                                                .end()),
                                router -> router.get("/broken").handler(at -> {
                                    throw new IllegalStateException("on purpose");
                                }),
                                router -> router.get("/closed").handler(at -> {
                                    throw new RejectedExecutionException("event executor terminated");
                                })))
                .await()
                .port();
    }

    @AfterAll
    static void close() {
        CLIENT.close();
        VERTX.close().await();
    }

    @BeforeEach
    void reset() {
        REFUSED.clear();
        CLOSING.set(false);
        DOOR.asked.clear();
        DOOR.outcome = new Outcome.Answered("session-1", "ice-1", "v=0\r\nanswer");
        DOOR.patched = new Patched.Trickled();
        DOOR.known = true;
        CLOCK_NANOS.addAndGet(1_000_000_000_000L);
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> offer(String path) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/sdp").POST(BodyPublishers.ofString("v=0")));
    }

    /// An answer may be read before it has been counted.
    private static void awaitRefused(String cause) throws InterruptedException {
        @Nullable String next;
        do {
            next = REFUSED.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("somebody turned away for " + cause).isNotNull();
        } while (!cause.equals(next));
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JsonParser.parseString(response.body())
                        .getAsJsonObject()
                        .get("status")
                        .getAsInt())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whip", "whep"})
    void anOfferIsAnswered(String kind) throws Exception {
        var response = offer("/" + kind + "/name-of-it");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("v=0\r\nanswer");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/sdp");
        assertThat(response.headers().firstValue("ETag")).contains("\"ice-1\"");
        assertThat(response.headers().firstValue("Location")).contains("/" + kind + "/sessions/session-1");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers()
                        .firstValue("Access-Control-Expose-Headers")
                        .orElse(""))
                .contains("Location", "ETag", "Link");
        assertThat(DOOR.asked).containsExactly(kind + " name-of-it v=0 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 404",
        "NOT_LIVE, 409",
        "MALFORMED, 400",
        "UNACCEPTABLE, 422",
        "PRECONDITION_REQUIRED, 428",
        "PRECONDITION_FAILED, 412",
        "TOO_MANY, 503"
    })
    void refusalsAreProblems(Refusal refusal, int status) throws Exception {
        DOOR.outcome = new Outcome.Refused(refusal, "Because.");
        var response = offer("/whep/x");
        assertProblem(response, status);
        assertThat(response.headers().firstValue("Retry-After").isPresent())
                .isEqualTo(refusal == Refusal.NOT_LIVE || refusal == Refusal.TOO_MANY);
        DOOR.patched = new Patched.Refused(refusal, "Because.");
        assertProblem(
                send(to("/whep/sessions/x")
                        .header("Content-Type", "application/trickle-ice-sdpfrag")
                        .method("PATCH", BodyPublishers.ofString("a=x"))),
                status);
    }

    @Test
    void unknownAndImpossibleIdsAreAnsweredAlike() throws Exception {
        DOOR.outcome = new Outcome.Refused(Refusal.NOT_FOUND, "Not told.");
        var unknown = offer("/whip/aaaaaaaaaaaaaaaaaaaaaa");
        for (var impossible : List.of("%00", "a".repeat(1_000), "..%2f..", "%F0%9F%98%80")) {
            var response = offer("/whip/" + impossible);
            assertThat(response.statusCode()).as(impossible).isEqualTo(404);
            assertThat(response.body()).isEqualTo(unknown.body());
            assertThat(response.headers().map().keySet())
                    .isEqualTo(unknown.headers().map().keySet());
        }
        assertThat(DOOR.asked).as("all of them took the same way").hasSize(5);
    }

    @Test
    void trickleIsAnsweredWithoutContent() throws Exception {
        var response = send(to("/whip/sessions/session-1")
                .header("Content-Type", "application/trickle-ice-sdpfrag")
                .header("If-Match", "\"ice-1\"")
                .method("PATCH", BodyPublishers.ofString("a=candidate")));
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("ETag")).isEmpty();
        assertThat(DOOR.asked).containsExactly("patch session-1 a=candidate ice-1");
    }

    @Test
    void aRestartGetsANewTag() throws Exception {
        DOOR.patched = new Patched.Restarted("ice-2", "a=ice-ufrag:new");
        var response = send(to("/whip/sessions/session-1")
                .header("Content-Type", "application/trickle-ice-sdpfrag")
                .header("If-Match", "*")
                .method("PATCH", BodyPublishers.ofString("a=ice-ufrag")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("ETag")).contains("\"ice-2\"");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/trickle-ice-sdpfrag");
        assertThat(DOOR.asked).containsExactly("patch session-1 a=ice-ufrag *");
    }

    @ParameterizedTest
    @CsvSource({"W/\"ice-1\", W/\"ice-1\"", ", (none)"})
    void aWeakTagNeverMatchesAndNoneIsNone(String sent, String seen) throws Exception {
        var request = to("/whip/sessions/s").header("Content-Type", "application/trickle-ice-sdpfrag");
        if (sent != null) request.header("If-Match", sent);
        send(request.method("PATCH", BodyPublishers.ofString("x")));
        assertThat(DOOR.asked).containsExactly("patch s x " + seen);
    }

    @Test
    void sessionsEnd() throws Exception {
        assertThat(send(to("/whep/sessions/session-1").DELETE()).statusCode()).isEqualTo(200);
        DOOR.known = false;
        assertProblem(send(to("/whep/sessions/session-1").DELETE()), 404);
    }

    @ParameterizedTest
    @CsvSource({"GET, 204", "HEAD, 204"})
    void sessionsAndEndpointsCanBeLookedAt(String method, int status) throws Exception {
        assertThat(send(to("/whip/sessions/s").method(method, BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(status);
        assertThat(send(to("/whip/key").GET()).statusCode()).isEqualTo(204);
        var head = send(to("/whep/id").HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).contains("application/sdp");
    }

    @Test
    void optionsTellWhatIsTaken() throws Exception {
        var endpoint = send(to("/whip/key").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(endpoint.statusCode()).isEqualTo(204);
        assertThat(endpoint.headers().firstValue("Accept-Post")).contains("application/sdp");
        assertThat(endpoint.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("POST", "PATCH", "DELETE");
        assertThat(endpoint.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Content-Type", "Authorization", "If-Match");
        var session = send(to("/whip/sessions/s").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(session.headers().firstValue("Accept-Patch")).contains("application/trickle-ice-sdpfrag");
        assertThat(send(to("/health/live").method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void wrongRequestsAreRefused() throws Exception {
        assertProblem(send(to("/whip/key").POST(BodyPublishers.ofString("v=0"))), 415);
        assertProblem(
                send(to("/whip/key").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x"))), 415);
        assertProblem(
                send(to("/whip/key")
                        .header("Content-Type", "application/sdp")
                        .header("Accept", "text/html, application/sdp;q=0")
                        .POST(BodyPublishers.ofString("v=0"))),
                406);
        var put = send(to("/whip/key").PUT(BodyPublishers.ofString("x")));
        assertProblem(put, 405);
        assertThat(put.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, POST");
        assertProblem(send(to("/nothing/here").GET()), 404);
        assertThat(DOOR.asked).isEmpty();
    }

    @Test
    void typesMayHaveParameters() throws Exception {
        var response = send(to("/whip/key")
                .header("Content-Type", "Application/SDP; charset=utf-8")
                .header("Accept", "application/*")
                .POST(BodyPublishers.ofString("v=0")));
        assertThat(response.statusCode()).isEqualTo(201);
    }

    @Test
    void bodiesHaveALimit() throws Exception {
        assertThat(send(to("/whip/key")
                                .header("Content-Type", "application/sdp")
                                .POST(BodyPublishers.ofString("v".repeat(Bodies.SDP_BYTES))))
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                send(to("/whip/key")
                        .header("Content-Type", "application/sdp")
                        .POST(BodyPublishers.ofString("v".repeat(Bodies.SDP_BYTES + 1)))),
                413);
        // Without a Content-Length, so that the limit is met on the way.
        assertProblem(
                send(to("/whip/key")
                        .header("Content-Type", "application/sdp")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("v".repeat(Bodies.SDP_BYTES + 1))))),
                413);
    }

    /// A byte now and then is no body.
    @Test
    @Timeout(60)
    void bodiesHaveToArrive() throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            var head =
                    "POST /whip/key HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nContent-Length: 9999\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            var drip = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        socket.getOutputStream().write('v');
                        Thread.sleep(100);
                    }
                } catch (IOException | InterruptedException _) {
                    return; // The server has hung up.
                }
            });
            var answer = new String(socket.getInputStream().readNBytes(20), US_ASCII);
            drip.interrupt();
            assertThat(answer).startsWith("HTTP/1.1 408");
        }
        awaitRefused("slow-body");
    }

    @Test
    void anAddressThatAsksTooOftenIsHeldUp() throws Exception {
        int refused = 0;
        HttpResponse<String> last = offer("/whip/key");
        for (int i = 0; i < 60; i++) {
            last = offer("/whip/key");
            if (last.statusCode() == 429) refused++;
        }
        assertThat(refused).isEqualTo(21);
        assertThat(last.headers().firstValue("Retry-After")).contains("1");
        awaitRefused("rate");
    }

    /// One with a right key at the same address has to wait with him, and no longer.
    @Test
    void whoGuessesKeysIsHeldUp() throws Exception {
        int guesses = 0;
        while (send(to("/api/locked").header("x-api-key", "wrong-" + guesses)).statusCode() == 401) guesses++;
        assertThat(guesses).isEqualTo(20);
        var held = send(to("/api/locked").header("x-api-key", "right"));
        assertProblem(held, 429);
        assertThat(held.headers().firstValue("Retry-After")).contains("1");
        awaitRefused("key");
        awaitRefused("rate");
        CLOCK_NANOS.addAndGet(1_000_000_000L);
        for (int i = 0; i < 50; i++)
            assertThat(send(to("/api/locked").header("x-api-key", "right")).statusCode())
                    .isEqualTo(200);
    }

    /// The rooms are closed before the door is.
    @Test
    void whoComesWhileTheServerClosesIsToldToComeAgain() throws Exception {
        var response = send(to("/closed").GET());
        assertProblem(response, 503);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(response.body()).doesNotContain("terminated");

        CLOSING.set(true);
        var later = offer("/whep/x");
        assertProblem(later, 503);
        assertThat(later.headers().firstValue("Retry-After")).contains("1");
        assertThat(DOOR.asked).isEmpty();
        assertThat(send(to("/health/live").GET()).statusCode()).isEqualTo(200);
    }

    @Test
    void faultsAreProblemsAndTellNothing() throws Exception {
        var response = send(to("/broken").GET());
        assertProblem(response, 500);
        assertThat(response.body()).doesNotContain("on purpose");
    }

    @Test
    void pagesAreServedOnceAndKept() throws Exception {
        var page = send(to("/").GET());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        var etag = page.headers().firstValue("ETag").orElseThrow();
        var again = send(to("/").header("If-None-Match", etag).GET());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        var zipped = send(to("/").header("Accept-Encoding", "gzip").GET());
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/..%2findex.html",
                "/assets/.hidden",
                "/assets/none.js",
                "/assets/a%00.js",
                "/assets/INDEX"
            })
    void onlyAssetsThatExistAreServed(String path) throws Exception {
        assertProblem(send(to(path).GET()), 404);
    }

    @Test
    void probesAnswer() throws Exception {
        assertThat(send(to("/health/live").GET()).body()).isEqualTo("live\n");
        assertThat(send(to("/health/ready").GET()).body()).isEqualTo("ready\n");
    }

    @Test
    void metricsAreForThisMachineAndWhoShowsAToken() throws Exception {
        assertThat(send(to("/metrics").GET()).body()).contains("glasscast_streams");
        for (var header : List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")) {
            var proxied = send(to("/metrics").header(header, "192.0.2.1"));
            assertProblem(proxied, 401);
            assertThat(proxied.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        awaitRefused("key");
        assertThat(metrics("looks").body()).contains("glasscast_streams");
        assertProblem(metrics("guesses"), 401);
    }

    private static HttpResponse<String> metrics(String token) throws Exception {
        return send(to("/metrics").header("X-Forwarded-For", "192.0.2.1").header("Authorization", "Bearer " + token));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void speaksBothVersions(HttpClient.Version version) throws Exception {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) return;
        assertThat(send(to("/health/live").version(version).GET()).version()).isEqualTo(version);
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("\u0016\u0003\u0001 nonsense\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .startsWith("HTTP/1.");
        }
    }
}
