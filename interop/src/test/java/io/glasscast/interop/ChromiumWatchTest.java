package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our glasses, our watch page, Chromium in between.
@Tag("interop")
@Tag("alone")
class ChromiumWatchTest {
    /// What a person would call broken. What we are after is printed: a noisy machine must not fail a build.
    private static final int BROKEN_MS = 5_000;

    @TempDir
    Path data;

    @Test
    void theWatchPageShowsTheStreamNowAndWithSound() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var page = stage.keep(Client.node(
                    "browser/watch.mjs", urls.previewUrl().orElseThrow(), Tools.picture("watch-page"), "strip"));
            for (var temperature : new String[] {"cold", "warm"}) {
                var shown = page.await(temperature, Stage.PATIENCE);
                System.out.println("Chromium, first frame: " + shown);
                assertThat(shown.get("firstFrameMs").getAsDouble()).isLessThan(BROKEN_MS);
            }
            var latency = page.await("latency", Stage.PATIENCE);
            System.out.println("Chromium, glasses to screen: " + latency);
            int frames = latency.get("frames").getAsInt();
            assertThat(frames).isGreaterThan(10);
            assertThat(latency.get("unread").getAsInt()).isLessThan(Math.max(5, frames / 5));
            assertThat(latency.get("p50").getAsInt()).isBetween(0, BROKEN_MS);
            assertThat(page.await("sound", Stage.PATIENCE).get("energy").getAsDouble())
                    .isPositive();
            var framed = page.await("framed", Stage.PATIENCE);
            assertThat(framed.get("embed").getAsString())
                    .isEqualTo(urls.previewUrl().orElseThrow() + "?embed");
            assertThat(framed.get("page").getAsString())
                    .as("only the embed is shown on other sites")
                    .startsWith("chrome-error:");
            var watching = page.await("watching", Stage.PATIENCE);
            System.out.println("Chromium, watch page: " + watching);
            assertThat(watching.get("sessions").getAsInt()).isEqualTo(1);
            assertThat(Files.size(Path.of(watching.get("picture").getAsString())))
                    .isGreaterThan(10_000);
        }
    }
}
