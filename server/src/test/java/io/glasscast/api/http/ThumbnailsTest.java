package io.glasscast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailsTest {
    private static final HttpDoor.Limits LIMITS = new HttpDoor.Limits(1_000, _ -> {});

    private static final Doorstep DOORSTEP = new Doorstep();
    private static final Vertx VERTX = DOORSTEP.vertx(new VertxOptions());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    /// One for each time that somebody looked at the clock.
    private static final Semaphore READS = new Semaphore(0);

    private static final AtomicLong CLOCK_NANOS = new AtomicLong();
    private static final LinkedBlockingQueue<String> ASKED = new LinkedBlockingQueue<>();
    private static volatile CompletableFuture<Optional<Bytes>> picture = new CompletableFuture<>();
    private static int port;

    @BeforeAll
    static void open() {
        var thumbnails = new Thumbnails(
                (id, width) -> {
                    ASKED.add(id + " " + (width.isPresent() ? width.getAsInt() : "any"));
                    return picture;
                },
                new RateLimit(100, CLOCK_NANOS::get),
                ThumbnailsTest::clock);
        port = HttpDoor.open(VERTX, DOORSTEP, "127.0.0.1", 0, Optional.empty(), LIMITS, List.of(thumbnails::mount))
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
        CLOCK_NANOS.addAndGet(Duration.ofMinutes(1).toNanos());
        ASKED.clear();
        picture = CompletableFuture.completedFuture(Optional.of(Bytes.utf8("jpeg")));
    }

    private static HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Accept-Encoding", "gzip")
                .build();
    }

    private static HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return CLIENT.send(get(path), BodyHandlers.ofString());
    }

    @Test
    void aPictureIsMadeAndKeptForAMoment() throws Exception {
        var response = send("/thumbnail/some-id.jpg?width=320");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("jpeg");
        assertThat(response.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(response.headers().firstValue("Cache-Control")).contains("public, max-age=1");
        send("/thumbnail/some-id.jpg?width=320");
        send("/thumbnail/some-id.jpg");
        assertThat(ASKED).containsExactly("some-id 320", "some-id any");
        CLOCK_NANOS.addAndGet(Duration.ofMillis(1_100).toNanos());
        send("/thumbnail/some-id.jpg?width=320");
        assertThat(ASKED).hasSize(3);
    }

    @Test
    void oneIsMadeHoweverManyWait() throws Exception {
        picture = new CompletableFuture<>();
        READS.drainPermits();
        var one = CLIENT.sendAsync(get("/thumbnail/busy.jpg"), BodyHandlers.ofString());
        assertThat(ASKED.poll(10, TimeUnit.SECONDS)).isEqualTo("busy any");
        CLOCK_NANOS.addAndGet(Duration.ofSeconds(5).toNanos());
        var two = CLIENT.sendAsync(get("/thumbnail/busy.jpg"), BodyHandlers.ofString());
        // The second has come, and what comes behind it in the same lock says that it waits.
        assertThat(READS.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
        var third = CLIENT.sendAsync(get("/thumbnail/third.jpg"), BodyHandlers.ofString());
        assertThat(ASKED.poll(10, TimeUnit.SECONDS)).isEqualTo("third any");
        picture.complete(Optional.of(Bytes.utf8("late")));
        assertThat(one.get().body()).isEqualTo("late");
        assertThat(two.get().body()).isEqualTo("late");
        assertThat(third.get().body()).isEqualTo("late");
        assertThat(ASKED).isEmpty();
    }

    @Test
    void whatIsNotLiveHasNone() throws Exception {
        picture = CompletableFuture.completedFuture(Optional.empty());
        assertThat(send("/thumbnail/none.jpg").statusCode()).isEqualTo(404);
        assertThat(send("/thumbnail/no-suffix").statusCode()).isEqualTo(404);
    }

    @Test
    void whatCannotBeMadeMayBeLater() throws Exception {
        picture = CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        var response = send("/thumbnail/broken.jpg");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "15", "7681", "abc", "1e3", ""})
    void widthsMakeSense(String width) throws Exception {
        assertThat(send("/thumbnail/some-id.jpg?width=" + width).statusCode()).isEqualTo(400);
    }

    private static long clock() {
        READS.release();
        return CLOCK_NANOS.get();
    }
}
