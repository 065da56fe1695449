package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An app whose webhook leads to what only the server is to reach: by a name, by an address however it is written, or
/// by sending the server on from where it may call.
@Tag("interop")
class IntruderByWebhookTest {
    @TempDir
    Path data;

    @Test
    void nothingIsCalledThatTheOperatorDidNotAllow() throws Exception {
        var callers = new AtomicInteger();
        var sent = new AtomicInteger();
        var inside = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        var allowed = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.3"), 0), 0);
        int port = inside.getAddress().getPort();
        inside.createContext("/", exchange -> {
            callers.incrementAndGet();
            exchange.close();
        });
        allowed.createContext("/", exchange -> {
            sent.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port + "/latest/meta-data");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        inside.start();
        allowed.start();
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("outbound.allow", "127.0.0.3"))) {
            stage.keep(() -> inside.stop(0));
            stage.keep(() -> allowed.stop(0));
            var forbidden = List.of("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]");
            for (int i = 0; i < forbidden.size(); i++)
                start(stage, "org.example.a" + i, "http://" + forbidden.get(i) + ":" + port + "/");
            start(
                    stage,
                    "org.example.sent",
                    "http://127.0.0.3:" + allowed.getAddress().getPort() + "/");
            stage.await(
                    "each to be called or not",
                    () -> stage.metric("glasscast_webhooks_total{cause=\"not-allowed\"}") == forbidden.size()
                            && stage.metric("glasscast_webhooks_total{cause=\"failed\"}") == 1);
            assertThat(sent).hasPositiveValue();
            assertThat(callers).hasValue(0);
            assertThat(stage.metric("glasscast_outbound_refused_total{cause=\"loopback\"}"))
                    .isGreaterThanOrEqualTo(forbidden.size());
        }
    }

    private static void start(Stage stage, String app, String webhook) throws Exception {
        stage.addApp(app);
        stage.setWebhook(app, URI.create(webhook));
        try (var http = HttpClient.newHttpClient()) {
            var started = http.send(
                    HttpRequest.newBuilder(URI.create(stage.http() + "/apps/" + app + "/start"))
                            .header("Authorization", "Bearer " + stage.glassesToken())
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        }
    }
}
