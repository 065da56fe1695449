package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.sdk.ManagedStreamResult;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// FFmpeg and GStreamer publish by RTMP and RTMPS; FFmpeg plays what comes out.
@Tag("interop")
class RtmpClientsTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "rtmp, libopenh264, aac, h264, aac",
        "rtmps, libopenh264, aac, h264, aac",
        "rtmp, libsvtav1, aac, av1, aac",
        "rtmp, libvpx-vp9, libopus, vp9, opus"
    })
    void ffmpegPublishesAndPlays(String scheme, String video, String audio, String picture, String sound)
            throws Exception {
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("streams.ingest", "rtmp"))) {
            var waiting = Waiting.on(stage);
            stage.keep(ffmpeg(
                    "publish",
                    List.of(
                            "-re",
                            "-f",
                            "lavfi",
                            "-i",
                            "testsrc2=rate=30:size=320x180",
                            "-re",
                            "-f",
                            "lavfi",
                            "-i",
                            "sine=frequency=440:sample_rate=48000",
                            "-t",
                            "60",
                            "-c:v",
                            video,
                            "-g",
                            "30",
                            "-b:v",
                            "500k",
                            "-c:a",
                            audio,
                            "-ac",
                            "2",
                            "-f",
                            "flv",
                            waiting.ingest(scheme))));
            var played = probe(waiting.playback(scheme));

            assertThat(played).contains("codec_name=" + picture, "codec_name=" + sound, "width=320");
            assertThat(played).noneMatch(line -> line.contains("rror") || line.contains("non-monoton"));
        }
    }

    @Test
    void gstreamerPublishes() throws Exception {
        Tools.need("gst-launch-1.0");
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("streams.ingest", "rtmp"))) {
            var waiting = Waiting.on(stage);
            stage.keep(Client.start(
                    "gst-rtmp",
                    List.of(
                            "gst-launch-1.0",
                            "-q",
                            "videotestsrc",
                            "is-live=true",
                            "!",
                            "video/x-raw,width=320,height=180,framerate=30/1",
                            "!",
                            "x264enc",
                            "tune=zerolatency",
                            "key-int-max=30",
                            "!",
                            "h264parse",
                            "!",
                            "mux.",
                            "audiotestsrc",
                            "is-live=true",
                            "!",
                            "avenc_aac",
                            "!",
                            "aacparse",
                            "!",
                            "mux.",
                            "flvmux",
                            "name=mux",
                            "streamable=true",
                            "!",
                            "rtmp2sink",
                            "location=" + waiting.ingest("rtmp"))));

            assertThat(probe(waiting.playback("rtmp"))).contains("codec_name=h264", "codec_name=aac");
        }
    }

    /// A livestream that waits for its publisher.
    private record Waiting(Stage stage, String key, CompletableFuture<ManagedStreamResult> active) {
        static Waiting on(Stage stage) throws Exception {
            var glasses = stage.hollowGlasses();
            var active = stage.app().camera().startLivestream();
            return new Waiting(stage, last(Stage.await(glasses.ordered())), active);
        }

        String ingest(String scheme) {
            return url(scheme, key);
        }

        /// Where it can be played by RTMP, once it is active.
        String playback(String scheme) throws Exception {
            return url(scheme, last(URI.create(Stage.await(active).webrtcUrl().orElseThrow())));
        }

        private String url(String scheme, String name) {
            var ports = stage.house().ready().ports();
            int port = (scheme.equals("rtmps") ? ports.rtmps() : ports.rtmp()).orElseThrow();
            return scheme + "://127.0.0.1:" + port + "/live/" + name;
        }

        private static String last(URI url) {
            return url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
        }
    }

    private static Client ffmpeg(String name, List<String> arguments) {
        var command = new ArrayList<>(
                List.of(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class), "-hide_banner", "-loglevel", "warning"));
        command.addAll(arguments);
        return Client.start("ffmpeg-rtmp-" + name, command);
    }

    /// What FFmpeg's ffprobe says about two seconds of it.
    private static List<String> probe(String url) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Loader.load(org.bytedeco.ffmpeg.ffprobe.class),
                        "-v",
                        "warning",
                        "-rtmp_enhanced_codecs",
                        "hvc1,av01,vp09,Opus",
                        "-show_streams",
                        "-read_intervals",
                        "%+2",
                        url)
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            var said = lines.readAllLines();
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
            return said;
        }
    }
}
