package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A publisher is cut, and another one comes with a picture of another size: players of HLS and DASH go on without
/// being started anew.
@Tag("interop")
class InterruptionTest {
    private static final Duration LOOK = Duration.ofMillis(500);

    /// How long nobody publishes.
    private static final int CUT_LOOKS = 10;

    private static final int LOOKS = 80;

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
            for (int i = 0; i < CUT_LOOKS; i++) look(watching);
            stage.keep(Ffmpeg.publish(whip, 320, 240));
            var back = until(watching, standing -> standing.get("width").getAsInt() == 320);
            int frames = back.get("frames").getAsInt();
            var on = until(watching, standing -> standing.get("frames").getAsInt() > frames + 60);
            System.out.println("After a cut, " + player + ": " + on);
            if (on.has("sessions")) assertThat(on.get("sessions").getAsInt()).isEqualTo(2);
        }
    }

    private static JsonObject until(Client client, Predicate<JsonObject> wanted) throws InterruptedException {
        JsonObject standing = look(client);
        for (int i = 0; i < LOOKS && !wanted.test(standing); i++) standing = look(client);
        assertThat(standing).as("how it stands in the end").matches(wanted);
        return standing;
    }

    /// Players in a browser have no event to wait for here, so they are asked now and then.
    private static JsonObject look(Client client) throws InterruptedException {
        Thread.sleep(LOOK);
        client.tell("?");
        return client.await("standing", Stage.PATIENCE);
    }
}
