package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCStatsType;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// GStreamer publishes, libwebrtc watches. Its offers are unlike those of browsers: `m=audio 0` with `bundle-only`,
/// names in other letters, no RTX, candidates after the offer.
@Tag("interop")
@Tag("alone")
class GStreamerTest {
    private static final int ENOUGH = 90;

    @TempDir
    Path data;

    @Test
    void webrtcbinPublishes() throws Exception {
        Tools.need("gst-inspect-1.0");
        publishes("webrtcbin", GStreamerTest::webrtcbin);
    }

    /// A test picture that flashes, and a tone that beeps with it.
    static List<String> webrtcbin(URI whip) {
        return List.of(
                // The one that Debian's GStreamer is for, whatever else is on the path.
                "/usr/bin/python3", Tools.MODULE.resolve("gstreamer/publish.py").toString(), whip.toString());
    }

    @Test
    void debiansWhipClientPublishes() throws Exception {
        Tools.need("whip-client");
        Tools.need("gcc");
        var library = data.resolve("libgupnp-igd-1.0.so.4");
        Tools.compile("gstreamer/igd.c", library, "-shared", "-fPIC", "-Wl,-soname,libgupnp-igd-1.0.so.4");
        publishes(
                "whip-client",
                whip -> List.of(
                        "env",
                        "LD_LIBRARY_PATH=" + data,
                        "whip-client",
                        "-u",
                        whip.toString(),
                        "-V",
                        "videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=360,framerate=30/1"
                                + " ! videoconvert ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=1000 key-int-max=60"
                                + " ! video/x-h264,profile=constrained-baseline ! rtph264pay config-interval=-1 ! queue"
                                + " ! application/x-rtp,media=video,encoding-name=H264,payload=96",
                        "-A",
                        "audiotestsrc is-live=true ! audioconvert ! audioresample ! opusenc ! rtpopuspay pt=100 ! queue"
                                + " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=100"));
    }

    private void publishes(String name, Function<URI, List<String>> command) throws Exception {
        try (var island = Island.make();
                var stage = Stage.open(data, island.here())) {
            var glasses = stage.hollowGlasses();
            var camera = stage.app().camera();
            var active = camera.startLivestream();
            var whip = Stage.await(glasses.ordered());
            stage.keep(Client.start(name, new ArrayList<>(island.command(command.apply(whip)))));
            var urls = Stage.await(active);

            var webrtc = stage.keep(new Libwebrtc());
            var seen = new Frames();
            var viewer = webrtc.view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() >= ENOUGH);
            var sound = viewer.statistics(RTCStatsType.INBOUND_RTP, "audio");
            System.out.println(name + " to libwebrtc: " + seen + "; sound: " + sound.get("packetsReceived"));
            assertThat(seen.width()).isEqualTo(640);
            assertThat(Long.parseLong(String.valueOf(sound.get("packetsReceived"))))
                    .isPositive();

            Stage.await(camera.stopLivestream());
            glasses.stopped().get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
