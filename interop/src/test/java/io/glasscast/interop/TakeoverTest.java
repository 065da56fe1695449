package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCPeerConnectionState;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Glasses that come back at the same address take over from what is left of them, and nobody who watches has to
/// connect anew: not even when the first one still sends, the second one is of another make and its picture has
/// another size.
@Tag("interop")
class TakeoverTest {
    @TempDir
    Path data;

    @Test
    void viewersStayThroughThreePublishers() throws Exception {
        try (var stage = Stage.open(data)) {
            var glasses = stage.hollowGlasses();
            var active = stage.app().camera().startLivestream();
            var whip = Stage.await(glasses.ordered());
            var webrtc = stage.keep(new Libwebrtc());
            var first = stage.keep(Ffmpeg.publish(whip, 640, 360));
            var urls = Stage.await(active);

            var seen = new Frames();
            var viewer = webrtc.view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() > 30 && frames.width() == 640);
            var page = stage.keep(Client.node(
                    "browser/watch.mjs",
                    urls.previewUrl().orElseThrow(),
                    Tools.picture("watch-page-after-a-takeover")));
            page.await("watching", Stage.PATIENCE);

            var second = webrtc.publish(whip, 1280, 720);
            seen.await(frames -> frames.width() > 640);
            int whenTaken = seen.count();
            seen.await(frames -> frames.count() > whenTaken + 60);
            first.close();
            int whenFirstLeft = seen.count();
            seen.await(frames -> frames.count() > whenFirstLeft + 30 && frames.width() > 640);

            second.close(); // a good-bye, and then others at the same address
            stage.keep(Ffmpeg.publish(whip, 320, 240));
            seen.await(frames -> frames.width() == 320);
            int whenBack = seen.count();
            seen.await(frames -> frames.count() > whenBack + 30);

            System.out.println("Takeovers, libwebrtc: " + seen + ", " + viewer.states());
            assertThat(viewer.states())
                    .containsExactly(RTCPeerConnectionState.CONNECTING, RTCPeerConnectionState.CONNECTED);
            var standing = page.ask("standing");
            System.out.println("Takeovers, watch page: " + standing);
            assertThat(standing.get("state").getAsString()).isEqualTo("playing");
            assertThat(standing.get("sessions").getAsInt()).isEqualTo(1);
            assertThat(standing.get("width").getAsInt()).isEqualTo(320);
        }
    }
}
