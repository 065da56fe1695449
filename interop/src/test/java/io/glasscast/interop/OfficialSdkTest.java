package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.glasscast.glasses.GlassesEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The official SDK as it comes from npm, in two apps of one wearer that are not of the same version. What each version
/// does by itself is in [ScenariosTest].
@Tag("interop")
class OfficialSdkTest {
    private static final String FIRST = "org.example.first", SECOND = "org.example.second";

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 3-mini", "3-mini, 2"})
    void twoAppsShareAStreamAndTheLastOneStopsTheGlasses(String version, String otherVersion) throws Exception {
        var filming = new LinkedBlockingQueue<GlassesEvent>();
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(event -> {
                if (event instanceof GlassesEvent.Filming
                        || event instanceof GlassesEvent.FilmingOver
                        || event instanceof GlassesEvent.StopAsked) filming.add(event);
            });
            var first = OfficialApp.of(stage, version, FIRST);
            assertThat(first.done("checkExistingStream").get("hasActiveStream").getAsBoolean())
                    .isFalse();

            int start = first.app().call("startLivestream", new JsonObject());
            var beginning = first.status();
            assertThat(state(beginning)).isEqualTo("initializing");
            var active = first.status();
            assertThat(state(active)).isEqualTo("active");
            assertThat(active.get("streamId")).isEqualTo(beginning.get("streamId"));
            var urls = first.done(start);
            for (var url : new String[] {"hlsUrl", "dashUrl", "webrtcUrl", "previewUrl", "thumbnailUrl"})
                assertThat(urls.get(url).getAsString()).startsWith("http://127.0.0.1:");
            assertThat(next(filming)).isInstanceOf(GlassesEvent.Filming.class);

            var second = OfficialApp.of(stage, otherVersion, SECOND);
            var existing = second.done("checkExistingStream");
            assertThat(existing.get("hasActiveStream").getAsBoolean()).isTrue();
            var info = existing.getAsJsonObject("streamInfo");
            assertThat(info.get("type").getAsString()).isEqualTo("managed");
            assertThat(state(info)).isEqualTo("active");
            assertThat(info.get("streamId")).isEqualTo(active.get("streamId"));
            var shared = second.done("startLivestream");
            assertThat(shared.get("streamId")).isEqualTo(urls.get("streamId"));
            assertThat(shared.get("webrtcUrl")).isEqualTo(urls.get("webrtcUrl"));

            first.stopLivestream();
            assertThat(filming)
                    .as("what the glasses were told when the first app left")
                    .isEmpty();
            assertThat(second.done("checkExistingStream")
                            .getAsJsonObject("streamInfo")
                            .get("activeViewers")
                            .getAsInt())
                    .isEqualTo(1);
            second.stopLivestream();
            assertThat(next(filming)).isInstanceOf(GlassesEvent.StopAsked.class);
            assertThat(next(filming)).isInstanceOf(GlassesEvent.FilmingOver.class);

            first.end();
            assertThat(first.app().troubles()).isEmpty();
            assertThat(second.app().troubles()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 3-mini", "3-mini, 2"})
    void appsRestreamAndEachOwnsItsOutputs(String version, String otherVersion) throws Exception {
        var platform = NginxRtmp.start(data.resolve("platform"));
        try (var stage = Stage.open(data.resolve("server"))) {
            stage.keep(platform);
            stage.simulatedGlasses(_ -> {});
            var first = OfficialApp.of(stage, version, FIRST);
            var urls = first.done("startLivestream", to(platform.url("key-of-the-first")));
            for (var url : new String[] {"hlsUrl", "dashUrl", "webrtcUrl"})
                assertThat(urls.get(url).getAsString()).startsWith("http://127.0.0.1:");
            awaitOutputs(first, "active");

            var second = OfficialApp.of(stage, otherVersion, SECOND);
            var joined = second.done(
                    "startLivestream", to(platform.url("key-of-the-second"), platform.url(NginxRtmp.REFUSED)));
            assertThat(joined.get("streamId")).isEqualTo(urls.get("streamId"));
            awaitOutputs(second, "active", "active", "error");
            awaitOutputs(first, "active", "active", "error");
            Played.see(platform.url("key-of-the-second"));

            second.stopLivestream();
            awaitOutputs(first, "active", "stopped", "stopped");
            Played.see(platform.url("key-of-the-first"));
            for (var app : List.of(first, second))
                assertThat(app.app().told())
                        .noneMatch(event -> event.contains("key-of-the") || event.contains(NginxRtmp.REFUSED));
        }
    }

    private static JsonObject to(String... urls) {
        var destinations = new JsonArray();
        for (var url : urls) {
            var destination = new JsonObject();
            destination.addProperty("url", url);
            destinations.add(destination);
        }
        var options = new JsonObject();
        options.add("restreamDestinations", destinations);
        return options;
    }

    /// Waits until an app's outputs stand so.
    private static void awaitOutputs(OfficialApp app, String... states) throws InterruptedException {
        var status = app.app()
                .next(
                        "livestream",
                        said -> outputs(said.getAsJsonObject("status")).equals(List.of(states)))
                .getAsJsonObject("status");
        assertThat(state(status)).isEqualTo("active");
    }

    private static List<String> outputs(JsonObject status) {
        if (!status.has("outputs")) return List.of();
        return status.getAsJsonArray("outputs").asList().stream()
                .map(output -> state(output.getAsJsonObject()))
                .toList();
    }

    private static String state(JsonObject status) {
        return status.get("status").getAsString();
    }

    private static GlassesEvent next(LinkedBlockingQueue<GlassesEvent> events) throws InterruptedException {
        var event = events.poll(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) throw new AssertionError("the glasses did nothing");
        return event;
    }
}
