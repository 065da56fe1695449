package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.glasscast.api.ControlRoom;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the official SDK does beside streaming, and what becomes of its streams meanwhile.
@Tag("interop")
class OfficialSdkMannersTest {
    private static final String PACKAGE = "org.example.manners";

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "3-mini"})
    void aWrongKeyIsRefusedInWords(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            var app = ScenarioApp.on(
                    stage,
                    PACKAGE,
                    (name, key, listener) -> LineDriver.mentra(version, name, "not-" + key.substring(4), listener));
            assertThat(stage.house().control().startApp(Stage.WEARER, PACKAGE)).isEqualTo(ControlRoom.Outcome.DONE);
            var refusal =
                    app.next("wire", said -> said.get("type").getAsString().equals("tpa_connection_error"));
            assertThat(refusal.get("code").getAsString()).isEqualTo("INVALID_API_KEY");
            app.next("trouble", _ -> true);
            // Only this one comes again, three times, before it gives up.
            if (version.equals("3-mini")) app.next("over", _ -> true);
            assertThat(app.told()).noneMatch(said -> said.contains("tpa_connection_ack"));
        }
    }

    /// After fifteen seconds the newer ones ask whether the server is there; the older one never says anything.
    @Test
    void appsWithNothingToSayStayConnectedAndKeepTheirStream() throws Exception {
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(_ -> {});
            var apps = new ArrayList<OfficialApp>();
            for (var version : List.of("2", "3", "3-mini"))
                apps.add(OfficialApp.of(stage, version, "org.example.idle" + version.replace("-", "")));
            for (var app : apps) app.done("startLivestream");
            for (var app : apps.subList(1, apps.size())) {
                app.awaitWire("sent", "ping");
                app.awaitWire("heard", "pong");
            }
            for (var app : apps) {
                var running = app.done("checkExistingStream").getAsJsonObject("streamInfo");
                assertThat(running.get("status").getAsString()).isEqualTo("active");
                assertThat(running.get("activeViewers").getAsInt()).isEqualTo(apps.size());
                assertThat(app.app().troubles()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "3-mini"})
    void callsThatNobodyAnswersHarmNoStream(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(_ -> {});
            var app = OfficialApp.of(stage, version, PACKAGE);
            // Whatever comes first is dealt with after the ack.
            app.done("checkExistingStream");
            var audio = new JsonObject();
            audio.addProperty("url", "http://127.0.0.1/sound.mp3");
            var text = new JsonObject();
            text.addProperty("text", "Live in a moment");
            app.app().call("playAudio", audio);
            app.awaitWire("sent", "audio_play_request");
            app.app().call("takePhoto", new JsonObject());
            app.awaitWire("sent", "photo_request");
            app.done("showText", text);
            app.done("startLivestream");
            app.stopLivestream();
            assertThat(app.app().troubles()).isEmpty();
            assertThat(app.app().told()).noneMatch(said -> said.contains("tpa_connection_error"));
        }
    }

    /// As when another server calls the app, or the same one a second time: it hands its session on to itself.
    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "3-mini"})
    void anAppThatIsCalledTwiceHasItsStreamStill(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(_ -> {});
            var app = OfficialApp.of(stage, version, PACKAGE);
            var streamId = app.done("startLivestream").get("streamId");

            callAgain(stage, app.app().webhook());
            app.awaitWire("sent", "ownership_release");
            app.app().next("session", _ -> true);
            var running = app.done("checkExistingStream").getAsJsonObject("streamInfo");
            assertThat(running.get("streamId")).isEqualTo(streamId);
            assertThat(running.get("activeViewers").getAsInt()).isEqualTo(1);
            assertThat(app.done("startLivestream").get("streamId")).isEqualTo(streamId);
            app.stopLivestream();
        }
    }

    private static void callAgain(Stage stage, URI webhook) throws Exception {
        var socket = "ws://127.0.0.1:" + stage.http().getPort();
        var call = new JsonObject();
        call.addProperty("type", "session_request");
        call.addProperty("sessionId", Stage.WEARER + "-" + PACKAGE);
        call.addProperty("userId", Stage.WEARER);
        call.addProperty("timestamp", "2026-01-01T00:00:00Z");
        call.addProperty("websocketUrl", socket + "/ws/miniapp");
        call.addProperty("mentraOSWebsocketUrl", socket + "/app-ws");
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(webhook.resolve("/webhook"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(call.toString()))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }
}
