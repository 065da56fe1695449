package io.glasscast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The main job, whole: a miniapp asks, glasses publish, `active` arrives.
class DemoTest {
    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    void aLivestreamBecomesActiveAndEnds(@TempDir Path folder) throws Exception {
        var file = Files.writeString(
                folder.resolve("demo.yaml"), "doors: {bind: 127.0.0.1}\nlogs: {level: debug, format: json}\n");
        try (var ears = new Ears()) {
            assertThat(Main.run("demo", "--json", "--for", "300ms", "--config", file.toString()))
                    .as(ears.said())
                    .isZero();
            var events = ears.out()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
            var active = named(events, "active");
            assertThat(active.get("timeToActiveMs").getAsLong()).isBetween(1L, 25_000L);
            assertThat(active.get("previewUrl").getAsString()).contains("/watch/");
            assertThat(events.stream()
                            .filter(event -> event.has("status"))
                            .map(event -> event.get("status").getAsString()))
                    .contains("initializing", "streaming", "active", "stopped");

            var playbackId = active.get("previewUrl").getAsString().replaceAll(".*/", "");
            assertThat(ears.said())
                    .as("the log, at debug")
                    .isNotEmpty()
                    .doesNotContain("gck_", "gct_", "/whip/", playbackId);
        }
    }

    private static JsonObject named(List<JsonObject> events, String name) {
        return events.stream()
                .filter(event -> event.get("event").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
