package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCStatsType;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The implementation inside Chrome and inside real glasses, publishing and viewing, with the time in the picture.
@Tag("interop")
@Tag("alone")
class LibwebrtcTest {
    private static final int ENOUGH = 90;

    @TempDir
    Path data;

    @Test
    void publishesAndViews() throws Exception {
        try (var stage = Stage.open(data)) {
            var glasses = stage.hollowGlasses();
            var camera = stage.app().camera();
            var active = camera.startLivestream();
            var webrtc = stage.keep(new Libwebrtc());
            webrtc.publish(Stage.await(glasses.ordered()), 1280, 720);
            var urls = Stage.await(active);

            var seen = new Frames();
            var viewer = webrtc.view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() >= ENOUGH);
            System.out.println("libwebrtc to libwebrtc: " + seen);
            assertThat(seen.timed()).isGreaterThan(ENOUGH * 3 / 4);
            assertThat(viewer.states()).endsWith(RTCPeerConnectionState.CONNECTED);
            System.out.println("libwebrtc viewer: " + viewer.statistics(RTCStatsType.INBOUND_RTP, "video"));

            Stage.await(camera.stopLivestream());
            glasses.stopped().get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void viewsOurOwnGlasses() throws Exception {
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var webrtc = stage.keep(new Libwebrtc());
            var seen = new Frames();
            webrtc.view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() >= ENOUGH / 2);
            System.out.println("Our glasses to libwebrtc: " + seen);
            assertThat(seen.timed()).isGreaterThan(ENOUGH * 3 / 8);
        }
    }
}
