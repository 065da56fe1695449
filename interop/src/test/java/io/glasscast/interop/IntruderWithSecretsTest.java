package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.sdk.ManagedStreamResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who knows the ids that everybody may see, one secret that is meant for something else, or one that is over, and
/// tries it at every door of a stream that somebody publishes.
@Tag("interop")
@SuppressWarnings("NullAway") // set up before each test
class IntruderWithSecretsTest {
    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private Stage stage;
    private ManagedStreamResult stream;
    private String ingestKey;
    private String playbackId;
    private BarePeer publisher;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open(data);
        var glasses = stage.hollowGlasses();
        var active = stage.app().camera().startLivestream();
        var whip = Stage.await(glasses.ordered());
        ingestKey = last(whip);
        publisher = stage.keep(BarePeer.publisher(whip));
        stream = Stage.await(active);
        playbackId = last(URI.create(stream.webrtcUrl().orElseThrow()));
    }

    @AfterEach
    void close() {
        stage.close();
        http.shutdownNow();
    }

    private static String last(URI address) {
        return address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
    }

    /// What is no secret, and what is near one.
    private SequencedSet<String> guesses(String secret) {
        var guesses = new LinkedHashSet<>(List.of(
                stream.streamId(),
                Stage.WEARER,
                Stage.PACKAGE,
                Stage.WEARER + "-" + Stage.PACKAGE,
                secret + "x",
                secret.substring(1),
                secret.toUpperCase(Locale.ROOT)));
        guesses.remove(secret);
        return guesses;
    }

    @Test
    void nobodyWatchesByWhatIsNoPlaybackId() throws Exception {
        var guesses = guesses(playbackId);
        guesses.add(ingestKey);
        for (var guess : guesses) {
            assertThat(offer("/whep/" + guess)).as("WHEP, %s", guess).isEqualTo(404);
            for (var path :
                    List.of("/hls/%s/index.m3u8", "/hls/%s/video.m3u8", "/dash/%s/manifest.mpd", "/thumbnail/%s.jpg"))
                assertThat(status("GET", path.formatted(guess), ""))
                        .as(path + ", " + guess)
                        .isEqualTo(404);
            assertThat(srt("read:" + guess)).as("SRT, %s", guess).startsWith("srt-rejected-");
        }
        assertThat(offer("/whep/" + playbackId)).as("the right one").isNotEqualTo(404);
        stage.awaitMetric("glasscast_srt_refused_total{cause=\"srt-rejected-not-found\"}");
        status("GET", "/metrics", "");
        for (var door : List.of("webrtc", "hls", "thumbnail", "srt"))
            assertThat(stage.metric("glasscast_playback_refused_total{protocol=\"" + door + "\"}"))
                    .as(door)
                    .isPositive();
    }

    @Test
    void nobodyPublishesToAnothersStreamByWhatIsNoIngestKey() throws Exception {
        var guesses = guesses(ingestKey);
        guesses.add(playbackId);
        var wanderer = stage.keep(new Wanderer());
        var ports = stage.house().ready().ports();
        for (var guess : guesses) {
            assertThat(offer("/whip/" + guess)).as("WHIP, %s", guess).isEqualTo(404);
            assertThat(srt("publish:" + guess)).as("SRT, %s", guess).startsWith("srt-rejected-");
        }
        for (var guess : List.of(stream.streamId(), playbackId, ingestKey + "x")) {
            var rtmp = "rtmp://127.0.0.1:" + ports.rtmp().orElseThrow() + "/live/" + guess;
            assertThatThrownBy(() -> wanderer.publish(rtmp))
                    .as("RTMP, %s", guess)
                    .isInstanceOf(AssertionError.class);
        }
        for (var counted : List.of(
                "glasscast_discarded_total{cause=\"whip-unknown-key\"}",
                "glasscast_srt_refused_total{cause=\"srt-rejected-not-found\"}",
                "glasscast_rtmp_refused_total{cause=\"rtmp-unknown-name\"}"))
            assertThat(stage.awaitMetric(counted)).as(counted).isPositive();
        assertThat(publisher.ended()).isEmpty();
    }

    /// A session is its owner's, whoever watches beside him.
    @Test
    void nobodyEndsOrChangesAnothersSession() throws Exception {
        for (var guess : guesses(playbackId)) {
            for (var kind : List.of("/whip/", "/whep/")) {
                var session = kind + "sessions/" + guess;
                assertThat(status("DELETE", session, "")).as(session).isIn(404, 405);
                assertThat(status("PATCH", session, "")).as(session).isBetween(400, 428);
            }
        }
        assertThat(publisher.ended()).isEmpty();
    }

    /// Each is right, and at another door.
    @Test
    void aSecretOpensItsOwnDoorOnly() throws Exception {
        var appKey = stage.addApp("org.example.other");
        var admin = stage.house().ready().adminToken().value();
        for (var secret : List.of(appKey, stage.glassesToken(), ingestKey, playbackId))
            for (var path : List.of("/api/v1/streams", "/api/v1/tokens"))
                assertThat(status("GET", path, secret)).as(path).isEqualTo(401);
        for (var secret : List.of(admin, appKey, ingestKey))
            assertThat(status("POST", "/apps/" + Stage.PACKAGE + "/stop", secret))
                    .isEqualTo(401);
        var outputs = "/api/streams/" + stream.streamId() + "/outputs?packageName=";
        assertThat(status("GET", outputs + Stage.PACKAGE, appKey))
                .as("another app's key")
                .isEqualTo(401);
        assertThat(status("GET", outputs + Stage.PACKAGE, admin))
                .as("the operator's")
                .isEqualTo(401);
        assertThat(status("GET", outputs + "org.example.other", appKey))
                .as("another app's stream")
                .isEqualTo(403);
        assertThat(stage.awaitMetric("glasscast_control_refused_total{cause=\"admin-token\"}"))
                .isEqualTo(8);
        assertThat(stage.awaitMetric("glasscast_control_refused_total{cause=\"api-key\"}"))
                .isEqualTo(2);
        assertThat(stage.awaitMetric("glasscast_control_refused_total{cause=\"glasses-token\"}"))
                .isEqualTo(3);
    }

    /// Whoever kept one from before.
    @Test
    void whatIsOverOpensNothing() throws Exception {
        var admin = stage.house().ready().adminToken().value();
        var streams = "/api/v1/streams/" + stream.streamId();
        var share = JsonParser.parseString(
                        send("POST", streams + "/shares", admin).body())
                .getAsJsonObject();
        var link = share.get("token").getAsString();
        assertThat(offer("/whep/" + link)).as("as long as it is one").isNotEqualTo(404);
        assertThat(status("DELETE", streams + "/shares/" + share.get("shareId").getAsString(), admin))
                .isEqualTo(204);
        assertThat(status("POST", streams + "/playback-id", admin)).isEqualTo(200);
        for (var over : List.of(link, playbackId)) {
            assertThat(offer("/whep/" + over)).isEqualTo(404);
            assertThat(status("GET", "/hls/" + over + "/index.m3u8", "")).isEqualTo(404);
            assertThat(status("GET", "/thumbnail/" + over + ".jpg", "")).isEqualTo(404);
            assertThat(srt("read:" + over)).isEqualTo("srt-rejected-not-found");
        }

        assertThat(status("DELETE", "/api/v1/users/" + Stage.WEARER + "/tokens", admin))
                .isBetween(200, 204);
        assertThat(status("POST", "/api/v1/glasses/token", stage.glassesToken()))
                .isEqualTo(401);
        assertThat(status("POST", "/apps/" + Stage.PACKAGE + "/start", stage.glassesToken()))
                .isEqualTo(401);
    }

    private String srt(String streamId) throws Exception {
        var caller = new SrtCaller(streamId, Duration.ofMillis(120), Optional.empty());
        var port = stage.house().ready().ports().srt().orElseThrow();
        try (var station = SrtStation.calling(caller, port)) {
            return station.awaitClosed().reason();
        }
    }

    private int offer(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(stage.http() + path))
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString("v=0\r\n"));
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private int status(String method, String path, String bearer) throws Exception {
        return send(method, path, bearer).statusCode();
    }

    private HttpResponse<String> send(String method, String path, String bearer) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(stage.http() + path)).method(method, BodyPublishers.noBody());
        if (!bearer.isEmpty()) request.header("Authorization", "Bearer " + bearer);
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
