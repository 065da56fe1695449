package io.glasscast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The main job, whole: a miniapp asks, glasses publish, `active` arrives.
class DemoTest {
    @ParameterizedTest
    @CsvSource({"whip, stream", "srt, stream", "rtmp, rtmp"})
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    void aLivestreamBecomesActiveAndEnds(String ingest, String dialect, @TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("demo.yaml"), """
                        doors: {bind: 127.0.0.1}
                        streams: {dialect: %s}
                        logs: {level: debug, format: json}
                        """.formatted(dialect));
        try (var ears = new Ears()) {
            assertThat(Main.run("demo", "--json", "--for", "300ms", "--ingest", ingest, "--config", file.toString()))
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
                    .contains("initializing", "streaming", "active", "stopped")
                    .as("the glasses hear of the end before their connection does")
                    .doesNotContain("reconnecting");

            assertThat(events.stream().filter(event -> event.has("transport")))
                    .extracting(event -> event.get("transport").getAsString())
                    .containsOnly(ingest);

            var playbackId = active.get("previewUrl").getAsString().replaceAll(".*/", "");
            assertThat(ears.said())
                    .as("the log, at debug")
                    .isNotEmpty()
                    .doesNotContain("gck_", "gct_", "/whip/", "publish:", "/live/", playbackId);
        }
    }

    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    void anOutputThatGoesNowhereIsToldWithoutItsKey(@TempDir Path folder) throws Exception {
        var file = Files.writeString(
                folder.resolve("demo.yaml"), "doors: {bind: 127.0.0.1}\nlogs: {level: debug, format: json}\n");
        try (var ears = new Ears();
                var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "rtmp://127.0.0.1:" + nobody.getLocalPort() + "/live/very-secret-stream-key";
            nobody.close();
            assertThat(Main.run("demo", "--json", "--for", "1s", "--restream", url, "--config", file.toString()))
                    .as(ears.said())
                    .isZero();
            var events = ears.out()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
            assertThat(events).anySatisfy(event -> {
                assertThat(event.get("event").getAsString()).isEqualTo("output");
                assertThat(event.get("state").getAsString()).isEqualTo("error");
                assertThat(event.get("message").getAsString()).isNotBlank();
                assertThat(event.get("url").getAsString()).startsWith("rtmp://127.0.0.1:" + nobody.getLocalPort());
            });
            assertThat(ears.out() + ears.said()).doesNotContain("very-secret-stream-key");
        }
    }

    private static JsonObject named(List<JsonObject> events, String name) {
        return events.stream()
                .filter(event -> event.get("event").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
