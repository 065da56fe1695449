package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A crowd: sixty viewers that come in the same moment, and stay when twenty of them go.
@Tag("interop")
@Tag("alone")
class SixtyViewersTest {
    private static final int CROWD = 60, LEAVING = 20;

    /// How much each one must have got before and after: a few seconds of stream, whatever the machine is doing.
    private static final int PACKETS = 200;

    @TempDir
    Path data;

    @Test
    void everybodyGetsTheStream() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var crowd = stage.keep(
                    Client.node("datachannel/viewers.mjs", urls.webrtcUrl().orElseThrow(), String.valueOf(CROWD)));
            var watching = crowd.await("watching", Stage.PATIENCE);
            System.out.println("Sixty viewers: " + watching);
            assertThat(watching.get("viewers").getAsInt()).isEqualTo(CROWD);

            seesAndHearsAmongThem(stage, urls.previewUrl().orElseThrow());
            int had = countAtLeast(crowd, PACKETS, CROWD);
            crowd.tell("leave " + LEAVING);
            crowd.await("count", Stage.PATIENCE);
            countAtLeast(crowd, had + PACKETS, CROWD - LEAVING);
        }
    }

    /// Where many watch, sound leaves with the pictures, and pictures are padded: a browser takes it for what it is.
    private static void seesAndHearsAmongThem(Stage stage, String page) throws Exception {
        var browser = stage.keep(Client.node("browser/watch.mjs", page, Tools.picture("watch-in-a-crowd"), "strip"));
        var latency = browser.await("latency", Stage.PATIENCE);
        System.out.println("Sixty viewers: and Chromium " + latency);
        assertThat(latency.get("frames").getAsInt()).isGreaterThan(10);
        assertThat(browser.await("sound", Stage.PATIENCE).get("energy").getAsDouble())
                .isPositive();
    }

    /// Waits until the one that got least has got `packets`.
    ///
    /// @return what the one that got most has got
    private static int countAtLeast(Client crowd, int packets, int viewers) throws InterruptedException {
        var all = crowd.askUntil("count", Stage.PATIENCE, count -> {
            assertThat(count.get("viewers").getAsInt()).isEqualTo(viewers);
            assertThat(count.get("connected").getAsInt()).isEqualTo(viewers);
            return count.get("fewest").getAsInt() >= packets;
        });
        System.out.println("Sixty viewers: " + all);
        return all.get("most").getAsInt();
    }
}
