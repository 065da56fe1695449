package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our glasses and our watch page, where WebRTC cannot get through.
@Tag("interop")
@Tag("alone")
class ChromiumFallbackTest {
    /// What a person would call broken. What we are after is printed: a noisy machine must not fail a build.
    private static final int BROKEN_MS = 8_000;

    @TempDir
    Path data;

    @Test
    void theWatchPageGoesOnOverHttp() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var page = stage.keep(Client.node(
                    "browser/watch-http.mjs",
                    urls.previewUrl().orElseThrow(),
                    Tools.picture("watch-page-http"),
                    "strip"));
            var fallen = page.await("fallen", Stage.PATIENCE);
            System.out.println("Chromium without WebRTC, gives it up: " + fallen);
            assertThat(fallen.get("ms").getAsDouble()).isBetween(3_000.0, 3_000.0 + BROKEN_MS);
            var playing = page.await("playing", Stage.PATIENCE);
            System.out.println("Chromium without WebRTC, first frame: " + playing);
            assertThat(playing.get("words").toString()).contains("no direct connection");
            var latency = page.await("latency", Stage.PATIENCE);
            System.out.println("Chromium without WebRTC, glasses to screen: " + latency);
            assertThat(latency.get("frames").getAsInt()).isGreaterThan(10);
            assertThat(latency.get("p50").getAsInt()).isBetween(0, BROKEN_MS);
            var watching = page.await("watching", Stage.PATIENCE);
            System.out.println("Chromium without WebRTC, watch page: " + watching);
            assertThat(watching.get("transport").getAsString()).isEqualTo("LL-HLS");
        }
    }
}
