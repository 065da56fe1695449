package io.glasscast.sdk;

import static io.glasscast.sdk.Bench.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.Webhook;
import io.glasscast.contract.Wire;
import io.glasscast.sdk.SessionEnd.Cause;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions that the cloud asks for. */
final class WebhookTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Bench bench;
    private final int port;

    WebhookTest() throws Exception {
        bench = new Bench();
        port = bench.app.listen(0);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private CompletableFuture<HttpResponse<String>> post(int to, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + to + "/webhook"))
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    private String sessionRequest() {
        return Wire.write(new Webhook.SessionRequest(
                Bench.SESSION_ID,
                Bench.USER,
                Instant.EPOCH,
                bench.cloud.address() + "/ws/miniapp",
                bench.cloud.address() + "/app-ws"));
    }

    @Test
    void dialsTheSocketItIsGiven() throws Exception {
        var reply = post(port, sessionRequest());
        var wire = bench.cloud.accept();
        assertThat(wire.requestLine()).isEqualTo("GET /ws/miniapp HTTP/1.1");
        assertThat(soon(reply).statusCode()).isEqualTo(200);
        assertThat(soon(reply).body()).isEqualTo("{\"status\":\"success\"}");
        assertThat(soon(bench.sessions).sessionId()).isEqualTo(Bench.SESSION_ID);
        assertThat(soon(http.sendAsync(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
                                        .build(),
                                BodyHandlers.ofString()))
                        .body())
                .isEqualTo("{\"status\":\"healthy\",\"app\":\"org.app\",\"activeSessions\":1}");
    }

    @Test
    void aSecondRequestReplacesTheSessionAndReleasesTheFirst() throws Exception {
        var first = accepted();
        var second = post(port, sessionRequest());
        assertThat(first.expect("ownership_release"))
                .contains("switching_clouds", "\"packageName\":\"org.app\"", Bench.SESSION_ID);
        assertThat(first.hear()).isEqualTo("close 1000");
        bench.cloud.accept();
        assertThat(soon(second).statusCode()).isEqualTo(200);
        assertThat(soon(bench.stops)).isEqualTo(new SessionEnd(Cause.REPLACED, "replaced by a new session"));
        assertThat(bench.app.sessions()).containsExactly(soon(bench.sessions));
    }

    private FakeCloud.Wire accepted() throws Exception {
        var reply = post(port, sessionRequest());
        var wire = bench.cloud.accept();
        assertThat(soon(reply).statusCode()).isEqualTo(200);
        soon(bench.sessions);
        return wire;
    }

    @Test
    void aStopRequestEndsTheSession() throws Exception {
        var first = accepted();
        var stop = new Webhook.StopRequest(Bench.SESSION_ID, Bench.USER, Instant.EPOCH, "user_disabled");
        assertThat(soon(post(port, Wire.write(stop))).body()).isEqualTo("{\"status\":\"success\"}");
        assertThat(first.hear()).isEqualTo("close 1000");
        assertThat(soon(bench.stops)).isEqualTo(new SessionEnd(Cause.STOPPED_BY_CLOUD, "user_disabled"));
        // Once more, for nobody.
        assertThat(soon(post(port, Wire.write(stop))).statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhatItCannotDo() throws Exception {
        var unknown = soon(post(port, "{\"type\":\"tool\"}"));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("Unknown webhook request type");
        assertThat(soon(post(port, "nonsense")).statusCode()).isEqualTo(400);
        assertThat(soon(post(port, "x".repeat(300_000))).statusCode()).isEqualTo(400);
        bench.cloud.refuseWith(404);
        var failed = soon(post(port, sessionRequest()));
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("{\"status\":\"error\",\"message\":\"Failed to connect\"}");
    }

    @Test
    void givesItsKeyToNoOtherCloud() throws Exception {
        try (var careful = MiniApp.builder(Bench.PACKAGE, Bench.KEY)
                .cloud(URI.create("wss://cloud.example.org"))
                .build()) {
            assertThat(soon(post(careful.listen(0), sessionRequest())).statusCode())
                    .isEqualTo(500);
            assertThat(bench.cloud.isQuiet()).isTrue();
        }
    }
}
