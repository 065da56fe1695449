package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.sdk.StreamOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A local stream to this very server, to an address that nobody handed out: `srt://…:4201?streamid=my-stream`.
@Tag("interop")
class NamedStreamsTest {
    private static final int ENOUGH = 30;

    enum Way {
        SRT,
        RTMP,
        WHIP
    }

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @EnumSource
    void isPublishedByItsNameAndWatchedByItsName(Way way) throws Exception {
        Tools.need("ffprobe");
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("streams.named", "1", "streams.grace", "1s"))) {
            var base = stage.http();
            stage.simulatedGlasses(_ -> {});
            var camera = stage.app().camera();
            assertThat(named(stage)).isEmpty();
            Stage.await(camera.startLocalLivestream(StreamOptions.to(address(stage, way))));

            // WHEP says no until the first frame is there.
            var whep = URI.create(base + "/whep/my-stream");
            until(() -> named(stage)
                    .filter(stream -> !stream.get("publisher").isJsonNull())
                    .isPresent());
            var webrtc = stage.keep(new Libwebrtc());
            var seen = new Frames();
            webrtc.view(whep, seen::see);
            seen.await(frames -> frames.count() >= ENOUGH);
            assertThat(seen.timed()).isPositive();

            var shown = named(stage).orElseThrow();
            assertThat(shown.get("kind").getAsString()).isEqualTo("named");
            assertThat(shown.get("state").getAsString()).isEqualTo("active");
            assertThat(shown.get("webrtcUrl").getAsString()).isEqualTo(whep.toString());
            until(() -> status(shown.get("hlsUrl").getAsString()) == 200);
            var srt = "srt://127.0.0.1:" + stage.house().ready().ports().srt().orElseThrow();
            assertThat(probe(srt + "?streamid=read:my-stream")).contains("h264");

            Stage.await(camera.stopLocalLivestream());
            until(() -> named(stage).isEmpty());
            assertThat(status(shown.get("hlsUrl").getAsString())).isEqualTo(404);
        }
    }

    @Test
    void withoutTheOperatorsLeaveThereIsNoSuchStream() throws Exception {
        try (var stage = Stage.open(data)) {
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(stage.http() + "/whip/my-stream"))
                                            .header("Content-Type", "application/sdp")
                                            .POST(HttpRequest.BodyPublishers.ofString("v=0\r\n"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private static String address(Stage stage, Way way) {
        var ports = stage.house().ready().ports();
        return switch (way) {
            case SRT -> "srt://127.0.0.1:" + ports.srt().orElseThrow() + "?streamid=my-stream";
            case RTMP -> "rtmp://127.0.0.1:" + ports.rtmp().orElseThrow() + "/live/my-stream";
            case WHIP -> stage.http() + "/whip/my-stream";
        };
    }

    /// As the operator sees it.
    private Optional<JsonObject> named(Stage stage) throws Exception {
        var ready = stage.house().ready();
        var request = HttpRequest.newBuilder(URI.create(ready.http() + "/api/v1/streams"))
                .header("Authorization", "Bearer " + ready.adminToken().value())
                .build();
        for (var stream : JsonParser.parseString(
                        http.send(request, BodyHandlers.ofString()).body())
                .getAsJsonArray())
            if (stream.getAsJsonObject().get("streamId").getAsString().equals("my-stream"))
                return Optional.of(stream.getAsJsonObject());
        return Optional.empty();
    }

    private int status(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String probe(String url) throws Exception {
        var ffprobe = new ProcessBuilder(
                        "ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv", "-i", url)
                .redirectErrorStream(true)
                .start();
        var said = new String(ffprobe.getInputStream().readAllBytes());
        assertThat(ffprobe.waitFor(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return said;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /// The server has no event for what an operator reads; asking is what operators do.
    private static void until(Condition condition) throws Exception {
        long end = System.nanoTime() + Stage.PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
