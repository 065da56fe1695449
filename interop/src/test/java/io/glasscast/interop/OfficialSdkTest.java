package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.glasscast.api.ControlRoom;
import io.glasscast.glasses.GlassesEvent;
import java.net.URI;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The official SDK as it comes from npm, in two apps of one wearer.
@Tag("interop")
class OfficialSdkTest {
    private static final String FIRST = "org.example.first", SECOND = "org.example.second";

    @TempDir
    Path data;

    /// @param script of the first app; the second one is always of the newest version
    @ParameterizedTest
    @ValueSource(strings = {"mentra/app.mjs", "mentra/app-2.mjs"})
    void twoAppsShareAStreamAndTheLastOneStopsTheGlasses(String script) throws Exception {
        var filming = new LinkedBlockingQueue<GlassesEvent>();
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(event -> {
                if (event instanceof GlassesEvent.Filming
                        || event instanceof GlassesEvent.FilmingOver
                        || event instanceof GlassesEvent.StopAsked) filming.add(event);
            });
            var first = app(stage, script, FIRST);

            first.tell("check");
            assertThat(result(first, "check-done").get("hasActiveStream").getAsBoolean())
                    .isFalse();

            first.tell("start");
            var beginning = first.await("status", Stage.PATIENCE);
            assertThat(beginning.get("status").getAsString()).isEqualTo("initializing");
            var active = first.await("status", Stage.PATIENCE);
            assertThat(active.get("status").getAsString()).isEqualTo("active");
            assertThat(active.get("streamId")).isEqualTo(beginning.get("streamId"));
            var urls = result(first, "start-done");
            for (var url : new String[] {"hlsUrl", "dashUrl", "webrtcUrl", "previewUrl", "thumbnailUrl"})
                assertThat(urls.get(url).getAsString()).startsWith("http://127.0.0.1:");
            assertThat(next(filming)).isInstanceOf(GlassesEvent.Filming.class);
            first.tell("active");
            assertThat(result(first, "active-done").get("active").getAsBoolean())
                    .isTrue();

            var second = app(stage, "mentra/app.mjs", SECOND);
            second.tell("check");
            var existing = result(second, "check-done");
            assertThat(existing.get("hasActiveStream").getAsBoolean()).isTrue();
            var info = existing.getAsJsonObject("streamInfo");
            assertThat(info.get("type").getAsString()).isEqualTo("managed");
            assertThat(info.get("status").getAsString()).isEqualTo("active");
            assertThat(info.get("streamId")).isEqualTo(active.get("streamId"));

            second.tell("start");
            var shared = result(second, "start-done");
            assertThat(shared.get("streamId")).isEqualTo(urls.get("streamId"));
            assertThat(shared.get("webrtcUrl")).isEqualTo(urls.get("webrtcUrl"));

            first.tell("stop");
            assertThat(statusAfterStop(first)).isEqualTo("stopped");
            assertThat(filming)
                    .as("what the glasses were told when the first app left")
                    .isEmpty();
            second.tell("check");
            assertThat(result(second, "check-done")
                            .getAsJsonObject("streamInfo")
                            .get("activeViewers")
                            .getAsInt())
                    .isEqualTo(1);

            second.tell("stop");
            assertThat(statusAfterStop(second)).isEqualTo("stopped");
            assertThat(next(filming)).isInstanceOf(GlassesEvent.StopAsked.class);
            assertThat(next(filming)).isInstanceOf(GlassesEvent.FilmingOver.class);

            assertThat(stage.house().control().stopApp(Stage.WEARER, FIRST)).isEqualTo(ControlRoom.Outcome.DONE);
            assertThat(first.await("stop", Stage.PATIENCE).get("userId").getAsString())
                    .isEqualTo(Stage.WEARER);
        }
    }

    /// @param script of the first app; the second one is always of the newest version
    @ParameterizedTest
    @ValueSource(strings = {"mentra/app.mjs", "mentra/app-2.mjs"})
    void appsRestreamAndEachOwnsItsOutputs(String script) throws Exception {
        var platform = NginxRtmp.start(data.resolve("platform"));
        try (var stage = Stage.open(data.resolve("server"))) {
            stage.keep(platform);
            stage.simulatedGlasses(_ -> {});
            var first = app(stage, script, FIRST);
            first.tell("start " + platform.url("key-of-the-first"));
            var urls = result(first, "start-done");
            for (var url : new String[] {"hlsUrl", "dashUrl", "webrtcUrl"})
                assertThat(urls.get(url).getAsString()).startsWith("http://127.0.0.1:");
            awaitOutputs(first, "active");

            var second = app(stage, "mentra/app.mjs", SECOND);
            second.tell("start " + platform.url("key-of-the-second") + " " + platform.url(NginxRtmp.REFUSED));
            assertThat(result(second, "start-done").get("streamId")).isEqualTo(urls.get("streamId"));
            awaitOutputs(second, "active active error");
            awaitOutputs(first, "active active error");
            Played.see(platform.url("key-of-the-second"));

            second.tell("stop");
            awaitOutputs(first, "active stopped stopped");
            Played.see(platform.url("key-of-the-first"));
            // What the SDK itself logs of its requests is its own business.
            assertThat((first.story() + second.story()).lines().filter(line -> line.startsWith("{\"event\"")))
                    .noneMatch(line -> line.contains("key-of-the") || line.contains(NginxRtmp.REFUSED));
        }
    }

    /// Waits until an app's outputs stand so.
    private static void awaitOutputs(Client app, String states) {
        while (true) {
            var status = app.await("status", Stage.PATIENCE);
            assertThat(status.get("status").getAsString()).isNotEqualTo("error");
            if (!status.has("outputs")) continue;
            var present = new StringJoiner(" ");
            for (var output : status.getAsJsonArray("outputs"))
                present.add(output.getAsJsonObject().get("status").getAsString());
            if (present.toString().equals(states)) return;
        }
    }

    /// An app whose session the server has asked for by webhook.
    private static Client app(Stage stage, String script, String packageName) throws Exception {
        var app = stage.keep(Client.node(script, packageName, stage.addApp(packageName)));
        int port = app.await("listening", Stage.PATIENCE).get("port").getAsInt();
        stage.setWebhook(packageName, URI.create("http://127.0.0.1:" + port));
        assertThat(stage.house().control().startApp(Stage.WEARER, packageName)).isEqualTo(ControlRoom.Outcome.DONE);
        var session = app.await("session", Stage.PATIENCE);
        assertThat(session.get("sessionId").getAsString()).isEqualTo(Stage.WEARER + "-" + packageName);
        return app;
    }

    private static JsonObject result(Client app, String event) {
        return app.await(event, Stage.PATIENCE).getAsJsonObject("result");
    }

    private static String statusAfterStop(Client app) {
        return app.await("status", Stage.PATIENCE).get("status").getAsString();
    }

    private static GlassesEvent next(LinkedBlockingQueue<GlassesEvent> events) throws InterruptedException {
        var event = events.poll(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) throw new AssertionError("the glasses did nothing");
        return event;
    }
}
