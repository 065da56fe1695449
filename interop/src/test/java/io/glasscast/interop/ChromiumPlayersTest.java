package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our glasses, players of HLS and DASH that others wrote, in a page of another site.
@Tag("interop")
@Tag("alone")
class ChromiumPlayersTest {
    /// What a person would call broken. What we are after, 2 s, is printed: a noisy machine must not fail a build.
    private static final int BROKEN_MS = 8_000;

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({"hls.js, hls", "dash.js, dash", "shaka, dash"})
    void playersShowTheStreamWithSound(String player, String format) throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var url = format.equals("hls") ? urls.hlsUrl() : urls.dashUrl();
            var name = player.replace(".", "") + "-" + format;
            var picture = Tools.picture("player-" + name);
            var page = stage.keep(Client.node("browser/players.mjs", player, url, picture, "strip"));
            System.out.println(name + ", first frame: " + page.await("first", Stage.PATIENCE));
            var latency = page.await("latency", Stage.PATIENCE);
            System.out.println(name + ", glasses to screen: " + latency);
            int frames = latency.get("frames").getAsInt();
            assertThat(frames).as("the picture moves").isGreaterThan(10);
            assertThat(latency.get("unread").getAsInt()).isLessThan(Math.max(5, frames / 5));
            assertThat(latency.get("p50").getAsInt()).isBetween(0, BROKEN_MS);
            assertThat(latency.get("soundBytes").getAsLong())
                    .as("there is sound")
                    .isPositive();
            var watching = page.await("watching", Stage.PATIENCE);
            assertThat(Files.size(Path.of(watching.get("picture").getAsString())))
                    .isGreaterThan(10_000);
        }
    }
}
