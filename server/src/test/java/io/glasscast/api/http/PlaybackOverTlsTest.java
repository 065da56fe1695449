package io.glasscast.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.glasscast.app.doctor.Pem;
import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Caching;
import io.glasscast.kernel.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Playback as Apple's players have it with low latency: HTTP/2 over TLS, agreed on by ALPN, and everything on one
/// connection.
class PlaybackOverTlsTest {
    private static final HttpDoor.Limits LIMITS = new HttpDoor.Limits(1_000, _ -> {});

    private static final Caching FOR_A_SECOND = new Caching(1, false), FOR_EVER = new Caching(300, true);
    private static final Bytes PLAYLIST = Bytes.utf8("#EXTM3U\n".repeat(100));
    private static final Bytes PART = Bytes.utf8("moofmdat!");

    private final Doorstep doorstep = new Doorstep();
    private final Vertx vertx = doorstep.vertx(new VertxOptions());
    private final FakePlaybackDoor door = new FakePlaybackDoor();

    @TempDir
    private Path folder;

    private Pem pem = new Pem(Path.of(""), Path.of(""));
    private HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void open() throws Exception {
        pem = Pem.write(folder, Duration.ofDays(1));
        client.close();
        client = HttpClient.newBuilder().sslContext(pem.trustedAlone()).build();
        var tls = Optional.of(new HttpDoor.Tls(pem.certificate(), pem.key()));
        port = HttpDoor.open(vertx, doorstep, "127.0.0.1", 0, tls, LIMITS, List.of(new Playback(door)::mount))
                .await()
                .port();
    }

    @AfterEach
    void close() {
        client.close();
        vertx.close().await();
    }

    private HttpRequest.Builder to(String file) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + file))
                .timeout(Duration.ofSeconds(20));
    }

    private static <T> HttpResponse<T> overHttp2(HttpResponse<T> response) {
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.sslSession()).isPresent();
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("Strict-Transport-Security")).contains("max-age=15768000");
        return response;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return overHttp2(client.send(request.build(), BodyHandlers.ofByteArray()));
    }

    @Test
    void aReloadThatWaitsHoldsUpNothingElseOnItsConnection() throws Exception {
        send(to("/hls/an-id/none.m3u8").HEAD(), new Answer.Found("text/plain", List.of(), FOR_A_SECOND));
        var reloaded = new CompletableFuture<Answer>();
        door.answer = reloaded;
        var reload = client.sendAsync(
                to("/hls/an-id/video.m3u8?_HLS_msn=7&_HLS_part=2")
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        door.body();
        var part = send(to("/hls/an-id/video-7.1.m4s"), new Answer.Found("video/mp4", List.of(PART), FOR_EVER));
        assertThat(part.body()).isEqualTo(PART.toArray());
        assertThat(reload).isNotDone();
        reloaded.complete(new Answer.Found("application/vnd.apple.mpegurl", List.of(PLAYLIST), FOR_A_SECOND));
        var playlist = overHttp2(reload.get());
        assertThat(playlist.headers().firstValue("Content-Encoding")).contains("gzip");
        try (var text = new GZIPInputStream(new ByteArrayInputStream(playlist.body()))) {
            assertThat(text.readAllBytes()).isEqualTo(PLAYLIST.toArray());
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, Answer answer) throws Exception {
        door.answers(answer);
        var response = send(request);
        door.body();
        return response;
    }

    @Test
    void aRangeIsServed() throws Exception {
        var range = send(
                to("/hls/an-id/video-7.m4s").header("Range", "bytes=4-7"),
                new Answer.Found("video/mp4", List.of(PART), FOR_EVER));
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.headers().firstValue("Content-Range")).contains("bytes 4-7/9");
        assertThat(range.body()).isEqualTo("mdat".getBytes(UTF_8));
    }

    @Test
    void aSegmentComesAsItIsMade() throws Exception {
        door.answers(new Answer.Streaming("video/mp4", FOR_EVER));
        var response = client.sendAsync(to("/dash/an-id/video-8.m4s").build(), BodyHandlers.ofInputStream());
        var body = door.body();
        assertThat(body.chunk(Bytes.utf8("one"))).isTrue();
        try (InputStream in = overHttp2(response.get()).body()) {
            assertThat(in.readNBytes(3)).isEqualTo("one".getBytes(UTF_8));
            assertThat(body.chunk(Bytes.utf8("two"))).isTrue();
            body.end(true);
            assertThat(in.readAllBytes()).isEqualTo("two".getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_256_GCM_SHA384, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
        // Old, and found to be broken now and then.
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false"
    })
    void weakSuitesAreNotSpoken(String version, String suite, boolean spoken) throws Exception {
        try (var socket = (SSLSocket) pem.trustedAlone().getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.setEnabledCipherSuites(new String[] {suite});
            var shaking = assertThatCode(socket::startHandshake);
            if (spoken) shaking.doesNotThrowAnyException();
            else shaking.isInstanceOf(SSLException.class);
        }
    }
}
