package io.glasscast.api.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Caching;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.gates.PlaybackDoor.Request;
import io.glasscast.kernel.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybackTest {
    private static final HttpDoor.Limits LIMITS = new HttpDoor.Limits(1_000, _ -> {});

    private static final Doorstep DOORSTEP = new Doorstep();
    private static final Vertx VERTX = DOORSTEP.vertx(new VertxOptions());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final FakePlaybackDoor DOOR = new FakePlaybackDoor();
    private static final Bytes PLAYLIST = Bytes.utf8("#EXTM3U\n".repeat(100));
    private static final Caching FOR_A_SECOND = new Caching(1, false), FOR_EVER = new Caching(31_536_000, true);
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
                                new Playback(DOOR)::mount,
                                new ServerTime(InstantSource.fixed(Instant.ofEpochMilli(1_750_000_000_123L)))::mount))
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
        DOOR.asked.clear();
        DOOR.bodies.clear();
        DOOR.answer = new CompletableFuture<>();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("(none)");
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void playlistsAreCompressedAndCacheable(HttpClient.Version version) throws Exception {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) return;
        DOOR.answers(new Answer.Found("application/vnd.apple.mpegurl", List.of(PLAYLIST), FOR_A_SECOND));
        var path = "/hls/some-id/video.m3u8?_HLS_msn=7&_HLS_part=2";
        var response = send(to(path).version(version).header("Accept-Encoding", "br, gzip"));
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(header(response, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(response, "Vary")).isEqualToIgnoringCase("Accept-Encoding");
        assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(gunzip(response.body())).isEqualTo(PLAYLIST.toArray());
        assertThat(DOOR.asked).containsExactly(new Request("some-id", "video.m3u8", "_HLS_msn=7&_HLS_part=2"));
        var plain = send(to(path).version(version));
        assertThat(header(plain, "Content-Encoding")).isEqualTo("(none)");
        assertThat(plain.body()).isEqualTo(PLAYLIST.toArray());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aPartThatManyFetchAtOnceIsAskedForOnce(HttpClient.Version version) throws Exception {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) return;
        var path = "/hls/some-id/video-8-" + version.ordinal() + ".m4s";
        DOOR.answers(new Answer.Found("video/mp4", List.of(Bytes.utf8("moofmdat")), FOR_EVER));
        var first = send(to(path).version(version));
        var second = send(to(path).version(version));
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(new String(second.body(), UTF_8)).isEqualTo("moofmdat");
        assertThat(second.headers().map()).isEqualTo(first.headers().map());
        var part = send(to(path).version(version).header("Range", "bytes=4-"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(new String(part.body(), UTF_8)).isEqualTo("mdat");
        assertThat(DOOR.asked).hasSizeBetween(2, 3);
    }

    @Test
    void whatChangesIsAskedForEachTime() throws Exception {
        DOOR.answers(new Answer.Found("application/vnd.apple.mpegurl", List.of(PLAYLIST), FOR_A_SECOND));
        send(to("/hls/some-id/video.m3u8"));
        send(to("/hls/some-id/video.m3u8"));
        assertThat(DOOR.asked).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void mediaAreSentAsTheyAre(HttpClient.Version version) throws Exception {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) return;
        DOOR.answers(new Answer.Found("video/mp4", List.of(Bytes.utf8("moof"), Bytes.utf8("mdat!")), FOR_EVER));
        var response = send(to("/dash/some-id/video-7.m4s").version(version).header("Accept-Encoding", "gzip"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("moofmdat!".getBytes(UTF_8));
        assertThat(header(response, "Content-Encoding")).isIn("(none)", "identity");
        assertThat(header(response, "Content-Length")).isEqualTo("9");
        assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        var head = send(to("/dash/some-id/video-7.m4s").version(version).HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("9");
        assertThat(header(head, "Content-Type")).isEqualTo("video/mp4");
    }

    /// Small ones go out in one piece, large ones in several, and neither is copied before it does.
    @ParameterizedTest
    @CsvSource({"HTTP_1_1, 50000", "HTTP_1_1, 300000", "HTTP_2, 50000", "HTTP_2, 300000"})
    void aPartOfSharedBytesIsSentToEverybodyAndStaysAsItIs(HttpClient.Version version, int size) throws Exception {
        var all = new byte[size + 20];
        for (int i = 0; i < all.length; i++) all[i] = (byte) (i * 31 + i / 251);
        var before = all.clone();
        DOOR.answers(new Answer.Found("video/mp4", List.of(Bytes.of(all).slice(10, size)), FOR_EVER));
        for (int i = 0; i < 3; i++) {
            var response =
                    send(to("/hls/some-id/video-" + size + version + ".m4s").version(version));
            assertThat(response.version()).isEqualTo(version);
            assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(size));
            assertThat(response.body()).isEqualTo(java.util.Arrays.copyOfRange(before, 10, 10 + size));
        }
        assertThat(all).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 206, bytes 0-3/9, moof",
        "bytes=2-5, 206, bytes 2-5/9, ofmd",
        "bytes=4-, 206, bytes 4-8/9, mdat!",
        "bytes=-1, 206, bytes 8-8/9, !",
        "bytes=-100, 206, bytes 0-8/9, moofmdat!",
        "bytes=7-100, 206, bytes 7-8/9, t!",
        "'bytes=0-0,2-2', 200, (none), moofmdat!",
        "bytes=5-2, 200, (none), moofmdat!",
        "bytes=x-2, 200, (none), moofmdat!",
        "bytes=-, 200, (none), moofmdat!",
        "bytes=99999999999999999999-, 200, (none), moofmdat!",
        "lines=1-2, 200, (none), moofmdat!"
    })
    void rangesAreServed(String range, int status, String served, String body) throws Exception {
        DOOR.answers(new Answer.Found("video/mp4", List.of(Bytes.utf8("moof"), Bytes.utf8("mdat!")), FOR_EVER));
        var response = send(to("/hls/some-id/video-7.m4s").header("Range", range));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Range")).isEqualTo(served);
        assertThat(new String(response.body(), UTF_8)).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=9-", "bytes=100-200", "bytes=-0"})
    void rangesBeyondTheEndAreRefused(String range) throws Exception {
        DOOR.answers(new Answer.Found("video/mp4", List.of(Bytes.utf8("moofmdat!")), FOR_EVER));
        var response = send(to("/hls/some-id/video-7.m4s").header("Range", range));
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(header(response, "Content-Range")).isEqualTo("bytes */9");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aConditionalRangeIsAnsweredWithEverything() throws Exception {
        DOOR.answers(new Answer.Found("video/mp4", List.of(Bytes.utf8("moofmdat!")), FOR_EVER));
        var response =
                send(to("/hls/some-id/video-7.m4s").header("Range", "bytes=0-3").header("If-Range", "\"old\""));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"NOT_FOUND, 404", "NOT_LIVE, 409", "MALFORMED, 400", "TOO_LATE, 503", "TOO_MANY, 503"})
    void refusalsAreProblemsThatNobodyKeeps(Refusal refusal, int status) throws Exception {
        DOOR.answers(new Answer.Refused(refusal, "Because."));
        var response = send(to("/hls/some-id/index.m3u8"));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 409 || status == 503);
    }

    @Test
    void impossibleNamesAreAskedForAsNothing() throws Exception {
        DOOR.answers(new Answer.Refused(Refusal.NOT_FOUND, ""));
        send(to("/hls/" + "a".repeat(500) + "/index.m3u8"));
        send(to("/hls/some-id/" + "b".repeat(500)));
        assertThat(DOOR.asked).containsExactly(new Request("-", "index.m3u8", ""), new Request("some-id", "-", ""));
    }

    @Test
    void aFaultIsAProblem() throws Exception {
        DOOR.answer = CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        assertThat(send(to("/hls/some-id/index.m3u8")).statusCode()).isEqualTo(500);
    }

    @Test
    void otherSitesMayAskForRanges() throws Exception {
        var response = send(to("/dash/some-id/video-1.m4s").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(header(response, "Access-Control-Allow-Headers")).contains("Range");
        assertThat(header(response, "Access-Control-Allow-Methods")).contains("GET", "HEAD");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whatIsStillMadeIsSentAsItIsMade(HttpClient.Version version) throws Exception {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) return;
        DOOR.answers(new Answer.Streaming("video/mp4", FOR_EVER));
        var request = to("/dash/some-id/video-8.m4s").version(version).header("Accept-Encoding", "gzip");
        var response = CLIENT.sendAsync(request.build(), BodyHandlers.ofInputStream());
        var body = DOOR.body();
        assertThat(body.chunk(Bytes.utf8("one"))).isTrue();
        try (InputStream in = response.get().body()) {
            assertThat(in.readNBytes(3)).isEqualTo("one".getBytes(UTF_8));
            assertThat(body.chunk(Bytes.utf8("two"))).isTrue();
            assertThat(in.readNBytes(3)).isEqualTo("two".getBytes(UTF_8));
            body.end(true);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whatBreaksOffIsNotTakenForWhole(HttpClient.Version version) throws Exception {
        if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) return;
        DOOR.answers(new Answer.Streaming("video/mp4", FOR_EVER));
        var response = CLIENT.sendAsync(
                to("/dash/some-id/video-8.m4s").version(version).build(), BodyHandlers.ofInputStream());
        var body = DOOR.body();
        body.chunk(Bytes.utf8("one"));
        try (InputStream in = response.get().body()) {
            assertThat(in.readNBytes(3)).hasSize(3);
            body.end(false);
            org.assertj.core.api.Assertions.assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHeadOfWhatIsStillMadeTakesNoBody() throws Exception {
        DOOR.answers(new Answer.Streaming("video/mp4", FOR_EVER));
        var response = send(to("/dash/some-id/video-8.m4s").HEAD());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(DOOR.body().chunk(Bytes.utf8("one"))).isFalse();
    }

    @Test
    void whoGoesAwayIsSentNothingMore() throws Exception {
        DOOR.answers(new Answer.Streaming("video/mp4", FOR_EVER));
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET /dash/some-id/video-9.m4s HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            var body = DOOR.body();
            assertThat(body.chunk(Bytes.utf8("one"))).isTrue();
            assertThat(new String(socket.getInputStream().readNBytes(15), US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
            socket.close();
            long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (body.chunk(Bytes.utf8("x"))) {
                assertThat(System.nanoTime()).as("still sent to nobody").isLessThan(until);
                Thread.onSpinWait();
            }
        }
    }

    /// More than any queue on the way holds: the rest has to wait for the reader.
    @Test
    void aSlowReaderGetsEverything() throws Exception {
        var piece = Bytes.of(new byte[1 << 20]);
        DOOR.answers(new Answer.Found("video/mp4", java.util.Collections.nCopies(24, piece), FOR_EVER));
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /hls/some-id/video-9.m4s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(US_ASCII));
            DOOR.body();
            long read = socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            assertThat(read).isBetween(24L << 20, (24L << 20) + 2_000);
        }
    }

    @Test
    void theTimeIsTold() throws Exception {
        var response = send(to("/time"));
        assertThat(new String(response.body(), UTF_8)).isEqualTo("2025-06-15T15:06:40.123Z");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
    }
}
