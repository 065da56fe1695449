package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import io.glasscast.sdk.ManagedStreamResult;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Glasses are gone for five seconds and come back by another protocol, to the same stream, three times. Whoever
/// watches goes on: nobody connects anew, no page is loaded again, no player is told anything.
@Tag("interop")
class ReturnByAnotherWayTest {
    private static final Duration GONE = Duration.ofSeconds(5);

    /// Pictures after a return that show that a viewer goes on: two seconds of them.
    private static final int GOES_ON = 30;

    /// A browser decodes, a server and a pair of glasses encode, and all of them may have to share two cores.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Somebody who watches, and counts.
    private interface Viewer {
        int frames();

        void awaitFrames(int wanted) throws InterruptedException;

        /// Checks that it is the one that began to watch, in one piece.
        void expectWhole();
    }

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {"libwebrtc", "hls.js", "dash.js"})
    void viewersGoOnWhateverTheGlassesReturnBy(String player) throws Exception {
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
            var viewer = player.equals("libwebrtc") ? libwebrtc(stage, urls) : page(stage, player, urls);
            viewer.awaitFrames(GOES_ON);
            for (var address : List.of(rtmp, whip, srt)) {
                wanderer.leave();
                Thread.sleep(GONE);
                int before = viewer.frames();
                wanderer.publish(address);
                viewer.awaitFrames(before + GOES_ON);
                System.out.println(player + " goes on after the return by " + address.replaceAll(":.*", "") + ": "
                        + viewer.frames() + " frames");
            }
            viewer.expectWhole();
        }
    }

    private static Viewer libwebrtc(Stage stage, ManagedStreamResult urls) throws Exception {
        var seen = new Frames();
        var peer = stage.keep(new Libwebrtc()).view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
        return new Viewer() {
            @Override
            public int frames() {
                return seen.count();
            }

            @Override
            public void awaitFrames(int wanted) throws InterruptedException {
                seen.await(frames -> frames.count() >= wanted, PATIENCE);
            }

            @Override
            public void expectWhole() {
                assertThat(peer.states())
                        .containsExactly(RTCPeerConnectionState.CONNECTING, RTCPeerConnectionState.CONNECTED);
            }
        };
    }

    private static Viewer page(Stage stage, String player, ManagedStreamResult urls) {
        Tools.need("chromium");
        var url = player.startsWith("hls") ? urls.hlsUrl() : urls.dashUrl();
        var page = stage.keep(Client.node(
                "browser/players.mjs", player, url, Tools.picture("after-returns-" + player.replace(".", ""))));
        page.await("watching", PATIENCE);
        return new Viewer() {
            @Override
            public int frames() {
                return frames(page.ask("standing"));
            }

            @Override
            public void awaitFrames(int wanted) throws InterruptedException {
                page.askUntil("standing", PATIENCE, standing -> frames(standing) >= wanted);
            }

            private static int frames(JsonObject standing) {
                return standing.get("frames").getAsInt();
            }

            @Override
            public void expectWhole() {} // nothing in the page loads it again
        };
    }
}
