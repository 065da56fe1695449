package io.glasscast.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links to a stream, as those notice who watch by them: on every protocol they end when the link ends, and
/// whoever comes by the stream's own addresses sees nothing of it.
@Tag("interop")
class ShareLinkTest {
    private static final int ENOUGH = 15;

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whoeverWatchesByALinkIsOutWhenItIsRevoked() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            stage.awaitTranscoding();
            var own = stage.livestream();
            var shares = "/api/v1/streams/" + own.streamId() + "/shares";
            var share = json(admin(stage, "POST", shares, "{\"name\":\"for a friend\"}", 201));
            var id = share.get("shareId").getAsString();
            var token = share.get("token").getAsString();
            var page = share.get("previewUrl").getAsString();

            var webRtc = stage.keep(new Libwebrtc());
            var seen = new Frames();
            webRtc.view(url(share, "webrtcUrl"), seen::see);
            var ownSeen = new Frames();
            webRtc.view(URI.create(own.webrtcUrl().orElseThrow()), ownSeen::see);
            var clients = new ArrayList<Client>();
            for (var address : List.of(
                    "srt://127.0.0.1:" + stage.house().ready().ports().srt().orElseThrow() + "?streamid=read:" + token,
                    "rtmp://127.0.0.1:" + stage.house().ready().ports().rtmp().orElseThrow() + "/live/" + token))
                clients.add(stage.keep(plays(address)));
            var pages = new ArrayList<Client>();
            for (var transport : List.of("webrtc", "hls"))
                pages.add(stage.keep(Client.node("browser/parted.mjs", page + "?transport=" + transport)));
            for (var client : pages) System.out.println("by a link: " + client.await("playing", Stage.PATIENCE));
            for (var client : clients) client.line("frame=");
            seen.await(frames -> frames.count() >= ENOUGH);
            for (var file : files(token))
                assertThat(status(stage, file)).as(file).isEqualTo(200);

            var protocols = viewers(stage, own.streamId()).stream()
                    .filter(viewer -> !viewer.get("shareId").isJsonNull()
                            && viewer.get("shareId").getAsString().equals(id))
                    .map(viewer -> viewer.get("protocol").getAsString())
                    .toList();
            assertThat(protocols).contains("webrtc", "srt", "rtmp", "hls");
            assertThat(admin(stage, "GET", shares, "", 200))
                    .contains(id, "for a friend")
                    .doesNotContain(token);

            long before = System.nanoTime();
            admin(stage, "DELETE", shares + "/" + id, "", 204);
            for (var file : files(token)) {
                // A picture may be a second old.
                if (!file.startsWith("/thumbnail"))
                    assertThat(status(stage, file)).as(file).isEqualTo(404);
            }
            ended(clients.getFirst(), "SRT", before);
            ended(clients.getLast(), "RTMP", before);
            for (var client : pages) {
                var end = client.await("ended", Stage.PATIENCE);
                System.out.println("parted after " + ms(before) + " ms: the page, " + end);
                assertThat(end.get("words").getAsString()).isEqualTo("The stream is over");
            }
            // What was on its way has been shown by then.
            goesOn(ownSeen);
            int parted = seen.count();
            goesOn(ownSeen);
            assertThat(seen.count()).as("frames of whoever was parted from").isEqualTo(parted);

            assertThat(viewers(stage, own.streamId()))
                    .extracting(viewer -> viewer.get("shareId").isJsonNull())
                    .isNotEmpty()
                    .containsOnly(true);
            assertThat(offer(stage, token).statusCode()).isEqualTo(404);
            assertThat(offer(stage, "never-there").body())
                    .as("a link that ended is like one that never was")
                    .isEqualTo(offer(stage, token).body());
            admin(stage, "DELETE", shares + "/" + id, "", 404);
            goesOn(ownSeen);
            var metrics = http.send(request(stage, "/metrics").build(), BodyHandlers.ofString())
                    .body();
            for (var protocol : List.of("webrtc", "hls"))
                assertThat(metrics)
                        .containsPattern("glasscast_playback_refused_total\\{protocol=\"" + protocol + "\"\\} [1-9]");
        }
    }

    @Test
    void aLinkEndsByItself() throws Exception {
        try (var stage = Stage.open(data)) {
            var own = stage.livestream();
            var webRtc = stage.keep(new Libwebrtc());
            var shares = "/api/v1/streams/" + own.streamId() + "/shares";
            JsonObject share = new JsonObject();
            Libwebrtc.Peer watching = null;
            // On a busy machine a viewer may need longer to connect than a short link lives.
            for (int seconds = 4; watching == null; seconds *= 4) {
                share = json(admin(stage, "POST", shares, "{\"expiresIn\":" + seconds + "}", 201));
                try {
                    watching = webRtc.view(url(share, "webrtcUrl"), _ -> {});
                } catch (AssertionError e) {
                    assertThat(seconds).as("too late: " + e).isLessThan(64);
                }
            }
            var peer = watching;
            await(() -> peer.states().getLast() != RTCPeerConnectionState.CONNECTED);
            assertThat(offer(stage, share.get("token").getAsString()).statusCode())
                    .isEqualTo(404);
            assertThat(admin(stage, "GET", shares, "", 200)).isEqualTo("[]");
        }
    }

    /// Whoever is parted from may come back as long as what it came by is good.
    @Test
    void oneViewerIsPartedFromOrAll() throws Exception {
        try (var stage = Stage.open(data)) {
            var own = stage.livestream();
            var watching = "/api/v1/streams/" + own.streamId() + "/viewers";
            var webRtc = stage.keep(new Libwebrtc());
            var seen = new Frames();
            var peer = webRtc.view(URI.create(own.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() >= ENOUGH);
            var viewer =
                    viewers(stage, own.streamId()).getFirst().get("viewerId").getAsString();
            admin(stage, "DELETE", watching + "/" + viewer, "", 204);
            await(() -> peer.states().getLast() != RTCPeerConnectionState.CONNECTED);
            admin(stage, "DELETE", watching + "/" + viewer, "", 404);
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(own.hlsUrl()))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            admin(stage, "DELETE", watching + "/hls", "", 409);

            var again = new Frames();
            var back = webRtc.view(URI.create(own.webrtcUrl().orElseThrow()), again::see);
            again.await(frames -> frames.count() >= ENOUGH);
            var renewed = json(admin(stage, "POST", "/api/v1/streams/" + own.streamId() + "/playback-id", "", 200));
            await(() -> back.states().getLast() != RTCPeerConnectionState.CONNECTED);
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(own.hlsUrl()))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
            var newSeen = new Frames();
            webRtc.view(url(renewed, "webrtcUrl"), newSeen::see);
            newSeen.await(frames -> frames.count() >= ENOUGH);
        }
    }

    private static void goesOn(Frames frames) throws InterruptedException {
        int count = frames.count();
        frames.await(now -> now.count() >= count + ENOUGH);
    }

    private static List<String> files(String token) {
        return List.of(
                "/hls/" + token + "/index.m3u8",
                "/hls/" + token + "/video.m3u8",
                "/dash/" + token + "/manifest.mpd",
                "/thumbnail/" + token + ".jpg");
    }

    private static Client plays(String address) {
        return Client.start(
                "ffmpeg-link",
                List.of(
                        Loader.load(org.bytedeco.ffmpeg.ffmpeg.class),
                        "-hide_banner",
                        "-loglevel",
                        "warning",
                        "-i",
                        address,
                        "-f",
                        "null",
                        "-progress",
                        "pipe:1",
                        "-"));
    }

    private static void ended(Client client, String who, long before) throws InterruptedException {
        while (!client.next().get("event").getAsString().equals("end")) {
            // What it says of its progress.
        }
        System.out.println("parted after " + ms(before) + " ms at most: " + who);
    }

    private static long ms(long beforeNanos) {
        return (System.nanoTime() - beforeNanos) / 1_000_000;
    }

    private HttpResponse<String> offer(Stage stage, String name) throws Exception {
        var request = request(stage, "/whep/" + name)
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString("v=0\r\n"));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private int status(Stage stage, String path) throws Exception {
        return http.send(request(stage, path).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private List<JsonObject> viewers(Stage stage, String streamId) throws Exception {
        var answer = JsonParser.parseString(admin(stage, "GET", "/api/v1/streams/" + streamId + "/viewers", "", 200));
        return ((JsonArray) answer)
                .asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    private String admin(Stage stage, String method, String path, String body, int status) throws Exception {
        var request = request(stage, path)
                .header(
                        "Authorization",
                        "Bearer " + stage.house().ready().adminToken().value())
                .method(method, BodyPublishers.ofString(body, UTF_8));
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + path + " " + answer.body())
                .isEqualTo(status);
        return answer.body();
    }

    private static HttpRequest.Builder request(Stage stage, String path) {
        return HttpRequest.newBuilder(URI.create(stage.http() + path));
    }

    private static JsonObject json(String body) {
        return JsonParser.parseString(body).getAsJsonObject();
    }

    private static URI url(JsonObject json, String name) {
        return URI.create(json.get(name).getAsString());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /// The library has no event to wait for.
    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Stage.PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
