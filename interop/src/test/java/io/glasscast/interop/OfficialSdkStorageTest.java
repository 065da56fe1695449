package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the official SDK asks for over HTTP: storage, settings and permissions.
@Tag("interop")
class OfficialSdkStorageTest {
    private static final String PACKAGE = "org.example.store";

    /// Of one value, as the SDK has it.
    private static final int LARGEST = 100_000;

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "3-mini"})
    void whatAnAppKeepsIsThereInItsNextSession(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            var app = OfficialApp.of(stage, version, PACKAGE);
            assertThat(keys(app)).isEqualTo("[]");
            app.done("keep", pair("language", "\u00e9 \"\ud83d\udc53\" </script>"));
            app.done("keep", pair("a key / with %", "2"));
            app.done("keep", pair("largest", "x".repeat(LARGEST)));
            app.done("flush");
            assertThat(stored(stage))
                    .containsEntry("language", "\u00e9 \"\ud83d\udc53\" </script>")
                    .containsEntry("a key / with %", "2")
                    .hasEntrySatisfying("largest", value -> assertThat(value).hasSize(LARGEST));

            app.end();
            app.begin();
            assertThat(kept(app, "language").get("value").getAsString()).isEqualTo("\u00e9 \"\ud83d\udc53\" </script>");
            assertThat(kept(app, "largest").get("length").getAsInt()).isEqualTo(LARGEST);
            assertThat(keys(app)).isEqualTo("[\"a key / with %\",\"language\",\"largest\"]");
            app.done("forget", pair("a key / with %", ""));
            assertThat(stored(stage)).containsOnlyKeys("language", "largest");
            assertThat(names(app, "keptAll")).isEqualTo("[\"language\",\"largest\"]");
            app.done("forgetAll");
            assertThat(stored(stage)).isEmpty();
            assertThat(keys(app)).isEqualTo("[]");
            app.end();
            assertThat(app.app().troubles()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "3-mini"})
    void whatIsTooMuchIsToldInTheWordsOfTheSdk(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            var app = OfficialApp.of(stage, version, PACKAGE);
            assertThat(app.failed("keep", pair("large", "x".repeat(LARGEST + 1))))
                    .contains("exceeds 100KB limit");
            var values = new JsonObject();
            for (int i = 0; i < 10; i++) values.addProperty("value " + i, "x".repeat(LARGEST - 1));
            var all = new JsonObject();
            all.add("data", values);
            app.done("keepAll", all);
            assertThat(app.failed("flush", new JsonObject())).contains("total size exceeds 1MB limit");
            assertThat(stored(stage)).isEmpty();

            app.done("forgetAll");
            app.done("keep", pair("small", "x"));
            app.done("flush");
            assertThat(stored(stage)).isEqualTo(Map.of("small", "x"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "3-mini"})
    void thereAreNoSettingsAndThatIsNoError(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            var app = OfficialApp.of(stage, version, PACKAGE);
            assertThat(app.done("settings").getAsJsonArray("settings")).isEmpty();
            assertThat(app.app().troubles()).isEmpty();
        }
    }

    /// Only this one tells its app.
    @ParameterizedTest
    @ValueSource(strings = "3-mini")
    void anAppKnowsWhetherItMayUseTheCamera(String version) throws Exception {
        try (var stage = Stage.open(data)) {
            var app = OfficialApp.of(stage, version, PACKAGE);
            // It is in the ack, and so there by the time something is answered.
            app.done("checkExistingStream");
            assertThat(app.done("permissions").get("camera").getAsBoolean()).isTrue();
            assertThat(app.done("permissions").get("microphone").getAsBoolean()).isFalse();
            assertThat(app.app().troubles()).isEmpty();
        }
    }

    private static JsonObject pair(String key, String value) {
        var pair = new JsonObject();
        pair.addProperty("key", key);
        pair.addProperty("value", value);
        return pair;
    }

    private static JsonObject kept(OfficialApp app, String key) throws InterruptedException {
        return app.done("kept", pair(key, ""));
    }

    private static String keys(OfficialApp app) throws InterruptedException {
        return names(app, "keptKeys");
    }

    private static String names(OfficialApp app, String call) throws InterruptedException {
        return app.done(call).getAsJsonArray("keys").toString();
    }

    private static Map<String, String> stored(Stage stage) {
        return stage.house().control().store().storage().of(PACKAGE, Stage.WEARER);
    }
}
