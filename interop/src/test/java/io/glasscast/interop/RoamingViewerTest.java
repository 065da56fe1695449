package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody watches in a browser and comes into another network: from one moment to the next what it sends
/// comes from another address, and nothing reaches the one before. The page goes on by WebRTC, by itself.
@Tag("interop")
@Tag("alone")
class RoamingViewerTest {
    /// From the change to two seconds of pictures behind it. Eight seconds have been seen; this is what a busy
    /// machine may need.
    private static final Duration WITHIN = Duration.ofSeconds(30);

    /// What may have been on its way, or waiting to be shown, when the network changed.
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final int GOES_ON = 50;

    @TempDir
    Path data;

    @Test
    void theWatchPageGoesOnFromAnotherAddress() throws Exception {
        Tools.need("chromium");
        Tools.needPackages();
        try (var island = Island.make();
                var stage = Stage.open(data, island.here())) {
            var urls = stage.livestream();
            var page = stage.keep(Client.start(
                    "roam",
                    island.command(List.of(
                            "node",
                            Tools.MODULE.resolve("browser/pictures.mjs").toString(),
                            urls.previewUrl().orElseThrow() + "?transport=webrtc"))));
            page.await("watching", Stage.PATIENCE);
            awaitPictures(page, GOES_ON);
            for (int address = 3; address <= 4; address++) {
                island.move(address);
                long moved = System.nanoTime();
                Thread.sleep(SETTLED);
                var then = awaitPictures(page, pictures(page.ask("standing")) + GOES_ON);
                System.out.printf(
                        "Chromium goes on from another address after %d ms: %s%n",
                        (System.nanoTime() - moved) / 1_000_000, then);
                assertThat(then.get("state").getAsString()).isEqualTo("playing");
                assertThat(then.get("transport").getAsString()).isEqualTo("WebRTC");
            }
        }
    }

    private static JsonObject awaitPictures(Client page, int wanted) throws InterruptedException {
        return page.askUntil("standing", WITHIN, standing -> pictures(standing) >= wanted);
    }

    private static int pictures(JsonObject standing) {
        return standing.get("pictures").getAsInt();
    }
}
