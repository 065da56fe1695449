package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCPeerConnectionState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Glasses are gone for five seconds and come back by another protocol, to the same stream. Whoever watches goes on:
/// nobody connects anew, no page is loaded again, no player is told anything.
@Tag("interop")
class ReturnByAnotherWayTest {
    private static final Duration GONE = Duration.ofSeconds(5);

    /// Pictures after a return that show that a viewer goes on: two seconds of them.
    private static final int GOES_ON = 30;

    @TempDir
    Path data;

    @Test
    void viewersGoOnWhateverTheGlassesReturnBy() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var glasses = stage.hollowGlasses();
            var active = stage.app().camera().startLivestream();
            var whip = Stage.await(glasses.ordered()).toString();
            var key = whip.substring(whip.lastIndexOf('/') + 1);
            var ports = stage.house().ready().ports();
            var srt = "srt://127.0.0.1:" + ports.srt().orElseThrow() + "?streamid=publish:" + key;
            var rtmp = "rtmp://127.0.0.1:" + ports.rtmp().orElseThrow() + "/live/" + key;

            var wanderer = stage.keep(new Wanderer());
            wanderer.publish(srt);
            var urls = Stage.await(active);
            var seen = new Frames();
            var viewer =
                    stage.keep(new Libwebrtc()).view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() > GOES_ON);
            var pages = List.of(page(stage, "hls.js", urls.hlsUrl()), page(stage, "dash.js", urls.dashUrl()));
            for (var page : pages) page.await("watching", Stage.PATIENCE);

            for (var address : List.of(rtmp, whip, srt)) {
                wanderer.leave();
                Thread.sleep(GONE);
                int before = seen.count();
                var counts = pages.stream().map(ReturnByAnotherWayTest::frames).toList();
                wanderer.publish(address);
                seen.await(frames -> frames.count() > before + GOES_ON);
                for (int i = 0; i < pages.size(); i++) awaitFrames(pages.get(i), counts.get(i) + GOES_ON);
                System.out.println("Back by " + address.substring(0, address.indexOf(':')) + ": libwebrtc " + seen);
            }
            assertThat(viewer.states())
                    .containsExactly(RTCPeerConnectionState.CONNECTING, RTCPeerConnectionState.CONNECTED);
        }
    }

    private static Client page(Stage stage, String player, String url) {
        return stage.keep(Client.node(
                "browser/players.mjs", player, url, Tools.picture(player + "-after-returns-by-another-way")));
    }

    private static int frames(Client page) {
        page.tell("?");
        return page.await("standing", Stage.PATIENCE).get("frames").getAsInt();
    }

    /// Asks until so many pictures were shown since the page was loaded.
    private static void awaitFrames(Client page, int wanted) throws InterruptedException {
        long until = System.nanoTime() + Stage.PATIENCE.toNanos();
        while (frames(page) < wanted) {
            assertThat(System.nanoTime())
                    .as("the player stands still" + page.story())
                    .isLessThan(until);
            Thread.sleep(200);
        }
    }
}
