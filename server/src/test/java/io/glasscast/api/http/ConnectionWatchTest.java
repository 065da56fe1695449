package io.glasscast.api.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionWatchTest {
    private final Doorstep doorstep = new Doorstep();
    private final Vertx vertx = doorstep.vertx(new VertxOptions());
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    /// Long enough for a request on a busy machine, since only those that are not finished are to be ended.
    private final ConnectionWatch watch = new ConnectionWatch(10, Duration.ofSeconds(1), refused::add);

    private int port;

    @BeforeEach
    void open() {
        doorstep.watch(watch::connected);
        port = vertx.createHttpServer()
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

    /// Whoever sends a byte now and then is never idle.
    @Test
    void aHeadThatDoesNotGetFinishedEndsItsConnection() throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            var ended = CompletableFuture.supplyAsync(() -> read(socket));
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(US_ASCII));
            while (!ended.isDone()) {
                try {
                    socket.getOutputStream().write('x');
                } catch (IOException _) {
                    break; // It has hung up.
                }
                Thread.sleep(10);
            }
            assertThat(ended.join()).isEqualTo(-1);
            assertThat(refused.take()).isEqualTo("slow-head");
        }
        await(watch::open, 0);
    }

    /// Whoever says nothing at all has a place as well.
    @Test
    void whoConnectsAndSaysNothingIsSeenAndEnded() throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            assertThat(read(socket)).isEqualTo(-1);
            assertThat(refused.take()).isEqualTo("slow-head");
        }
        await(watch::open, 0);
    }

    /// Browsers keep connections for what they may want next.
    @Test
    void whoHasHadAnAnswerAndAsksNothingMoreIsNoAttacker() throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200");
        }
        await(watch::open, 0);
        assertThat(refused).isEmpty();
    }

    private static int read(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException _) {
            return -1; // A connection that is reset has ended, too.
        }
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
