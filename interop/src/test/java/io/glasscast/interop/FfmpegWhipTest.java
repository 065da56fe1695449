package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// FFmpeg publishes, libwebrtc watches.
@Tag("interop")
class FfmpegWhipTest {
    private static final int ENOUGH = 120;

    @TempDir
    Path data;

    @Test
    void publishes() throws Exception {
        try (var stage = Stage.open(data)) {
            var glasses = stage.hollowGlasses();
            var camera = stage.app().camera();
            var active = camera.startLivestream();
            var ffmpeg = stage.keep(Ffmpeg.publish(Stage.await(glasses.ordered()), 640, 360));
            var urls = Stage.await(active);
            var seen = new Frames();
            var webrtc = stage.keep(new Libwebrtc());
            webrtc.view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() >= ENOUGH);
            System.out.println("FFmpeg to libwebrtc: " + seen);
            assertThat(seen.width()).isEqualTo(640);

            ffmpeg.tell("q"); // as at a terminal: it deletes its session
            Stage.await(camera.stopLivestream());
            glasses.stopped().get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
