package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.glasscast.contract.ManagedState;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.sdk.LivestreamStatus;
import io.glasscast.sdk.MiniApp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed in the middle of a stream and started again. Glasses, the app and those who watch come back by
/// themselves, each in its own way, and find what they had.
@Tag("interop")
class RestartTest {
    /// Less than a quarter of what all must survive; the rest of the test is the same however long it was.
    private static final Duration DOWN = Duration.ofSeconds(6);

    /// Glasses try every few seconds, and an app that has failed twice waits for four.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final LinkedBlockingQueue<LivestreamStatus> statuses = new LinkedBlockingQueue<>();

    @TempDir
    Path data;

    @Test
    void aKilledServerGoesOnWithWhatItHad() throws Exception {
        Tools.need("chromium");
        try (var server = ServerProcess.start(data)) {
            var token = server.post("/api/v1/users", "{\"email\":\"" + Stage.WEARER + "\"}", "glassesToken");
            var key = server.post(
                    "/api/v1/apps",
                    "{\"packageName\":\"" + Stage.PACKAGE + "\",\"permissions\":[\"CAMERA\"]}",
                    "apiKey");
            try (var glasses = SimulatedGlasses.start(GlassesOptions.of(server.http(), token), _ -> {});
                    var app = MiniApp.builder(Stage.PACKAGE, key).build()) {
                var session = Stage.await(app.connect(server.http(), Stage.WEARER));
                session.camera().onLivestreamStatus(statuses::add);
                var urls = Stage.await(session.camera().startLivestream());
                var page = urls.previewUrl().orElseThrow();
                try (var webRtc = Client.node("browser/watch.mjs", page, Tools.picture("before-the-kill"));
                        var hls = Client.node("browser/watch-http.mjs", page, Tools.picture("before-the-kill-hls"))) {
                    var shares = "/api/v1/streams/" + urls.streamId() + "/shares";
                    var link = server.post(shares, "", "hlsUrl");
                    var revoked = JsonParser.parseString(server.administer("POST", shares, ""))
                            .getAsJsonObject();
                    server.administer(
                            "DELETE", shares + "/" + revoked.get("shareId").getAsString(), "");
                    webRtc.await("watching", PATIENCE);
                    hls.await("watching", PATIENCE);
                    statuses.clear();

                    server.kill();
                    Thread.sleep(DOWN);
                    server.startAgain();

                    var active = next(ManagedState.ACTIVE);
                    assertThat(active.streamId()).contains(urls.streamId());
                    assertThat(active.previewUrl()).isEqualTo(urls.previewUrl());
                    assertThat(active.hlsUrl()).contains(urls.hlsUrl());
                    assertThat(active.webrtcUrl()).isEqualTo(urls.webrtcUrl());
                    for (var viewer : new Client[] {webRtc, hls}) goesOn(viewer);
                    assertThat(status(link)).isEqualTo(200);
                    assertThat(status(revoked.get("hlsUrl").getAsString())).isEqualTo(404);
                    Stage.await(session.camera().stopLivestream());
                }
            }
        }
    }

    private static int status(String url) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private LivestreamStatus next(ManagedState wanted) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var status = statuses.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (status == null) throw new AssertionError("never " + wanted);
            System.out.println("after the kill: " + status.status() + " "
                    + status.message().orElse(""));
            assertThat(status.status()).isNotIn(ManagedState.ERROR, ManagedState.STOPPED);
            if (status.status() == wanted) return status;
        }
    }

    /// The page plays, and what it plays moves on.
    private static void goesOn(Client viewer) throws InterruptedException {
        var last = new AtomicReference<>(viewer.ask("standing"));
        var on = viewer.askUntil("standing", PATIENCE, now -> {
            var before = last.getAndSet(now);
            return playing(before) && playing(now) && shown(now) > shown(before);
        });
        System.out.println("goes on after the kill: " + on);
    }

    private static boolean playing(JsonObject standing) {
        return standing.get("state").getAsString().equals("playing");
    }

    /// Each way of playing counts in its own field; between two sessions there is nothing to count.
    private static double shown(JsonObject standing) {
        var count = standing.get(standing.has("frames") ? "frames" : "framesDecoded");
        return count instanceof JsonPrimitive frames ? frames.getAsDouble() : 0;
    }
}
