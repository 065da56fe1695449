package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A publisher is cut, and another one comes with a picture of another size: players of HLS and DASH go on without
/// being started anew.
@Tag("interop")
class InterruptionTest {
    /// How long nobody publishes.
    private static final Duration CUT = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({"page, preview", "hls.js, hls", "dash.js, dash", "shaka, dash"})
    void playersGoOn(String player, String format) throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var glasses = stage.hollowGlasses();
            var active = stage.app().camera().startLivestream();
            var whip = Stage.await(glasses.ordered());
            var first = stage.keep(Ffmpeg.publish(whip, 640, 360));
            var urls = Stage.await(active);
            var name = "after-a-cut-" + player.replace(".", "") + "-" + format;
            var watching = stage.keep(
                    switch (format) {
                        case "hls" -> Client.node("browser/players.mjs", player, urls.hlsUrl(), Tools.picture(name));
                        case "dash" -> Client.node("browser/players.mjs", player, urls.dashUrl(), Tools.picture(name));
                        default ->
                            Client.node(
                                    "browser/watch-http.mjs", urls.previewUrl().orElseThrow(), Tools.picture(name));
                    });
            // A browser, its player and ten seconds of looking.
            var before = watching.await("watching", Stage.PATIENCE.multipliedBy(2));
            assertThat(before.get("width").getAsInt()).isEqualTo(640);

            first.close();
            Thread.sleep(CUT);
            stage.keep(Ffmpeg.publish(whip, 320, 240));
            var back = watching.askUntil(
                    "standing", PATIENCE, standing -> standing.get("width").getAsInt() == 320);
            int frames = back.get("frames").getAsInt();
            var on = watching.askUntil(
                    "standing", PATIENCE, standing -> standing.get("frames").getAsInt() > frames + 60);
            System.out.println("After a cut, " + player + ": " + on);
            if (on.has("sessions")) assertThat(on.get("sessions").getAsInt()).isEqualTo(2);
        }
    }
}
