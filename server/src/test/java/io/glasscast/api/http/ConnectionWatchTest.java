package io.glasscast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final ConnectionWatch watch = new ConnectionWatch(vertx, 10, _ -> {});
    private int port;

    @BeforeEach
    void open() {
        port = vertx.createHttpServer()
                .connectionHandler(watch::connected)
                .requestHandler(request -> {
                    watch.began(request);
                    if (request.path().equals("/socket")) request.toWebSocket();
                    else request.response().end();
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static void await(IntSupplier count, int wanted) throws InterruptedException {
        while (count.getAsInt() != wanted) Thread.sleep(10);
    }

    @Test
    void forgetsConnectionsThatHaveEnded() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            for (var version : new HttpClient.Version[] {HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2}) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .version(version);
                client.send(request.build(), BodyHandlers.discarding());
                assertThat(watch.open()).isPositive();
            }
        }
        await(watch::open, 0);
    }

    @Test
    void forgetsWebSocketsThatHaveEnded() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), new WebSocket.Listener() {})
                    .get();
            assertThat(watch.open()).isEqualTo(1);
            socket.abort();
            await(watch::open, 0);
        }
    }
}
