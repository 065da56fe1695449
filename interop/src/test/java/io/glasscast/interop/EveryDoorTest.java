package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything that comes in by one door can be had at all others at once, and its sound is where its picture is.
///
/// DASH is left to the players in Chromium and to [FfmpegDashTest], for FFmpeg loses its way at the edge of a live
/// manifest.
///
/// The publisher shows black, and every other second a white flash together with a beep. Each reader looks for both.
class EveryDoorTest {
    /// What two frames and the sound of one frame are, and what lip-sync is said to tolerate (ITU-R BT.1359: 45 ms).
    private static final double APART_SECONDS = 0.040;

    private static final int SECONDS = 8;
    private static final Pattern FLASH = Pattern.compile("black_end:([0-9.]+)");
    private static final Pattern BEEP = Pattern.compile("silence_end: ([0-9.]+)");

    enum Door {
        WHIP("whip"),
        SRT("srt"),
        RTMP("rtmp"),
        RTMPS("rtmp");

        private final String ingest;

        Door(String ingest) {
            this.ingest = ingest;
        }
    }

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(Door.class)
    void isHadAtAllOthersWithItsSoundInPlace(Door in) throws Exception {
        Tools.need("ffmpeg");
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("streams.ingest", in.ingest))) {
            var glasses = stage.hollowGlasses();
            var active = stage.app().camera().startLivestream();
            var ports = stage.house().ready().ports();
            var ordered = Stage.await(glasses.ordered());
            var key = last(ordered.toString());
            stage.keep(publish(
                    switch (in) {
                        case WHIP, SRT, RTMP -> ordered.toString();
                        case RTMPS -> "rtmps://127.0.0.1:" + ports.rtmps().orElseThrow() + "/live/" + key;
                    },
                    in));
            var urls = Stage.await(active);
            var id = last(urls.webrtcUrl().orElseThrow());
            var readers = new LinkedHashMap<String, Process>();
            var doors = Map.of(
                    "hls",
                    urls.hlsUrl(),
                    "srt",
                    "srt://127.0.0.1:" + ports.srt().orElseThrow() + "?streamid=read:" + id,
                    "rtmp",
                    "rtmp://127.0.0.1:" + ports.rtmp().orElseThrow() + "/live/" + id);
            for (var out : doors.entrySet()) readers.put(out.getKey(), read(out.getKey(), out.getValue()));
            for (var reader : readers.entrySet()) {
                assertThat(reader.getValue().waitFor(Stage.PATIENCE.toSeconds() + SECONDS, TimeUnit.SECONDS))
                        .as(reader.getKey())
                        .isTrue();
                judge(in + " to " + reader.getKey(), Files.readAllLines(log(reader.getKey())));
            }
        }
    }

    private static void judge(String way, List<String> log) {
        assertThat(log).as(way).noneMatch(line -> line.contains("[error]") || line.contains("[fatal]"));
        var flashes = times(log, FLASH);
        var beeps = times(log, BEEP);
        var apart = new ArrayList<Double>();
        for (double flash : flashes)
            beeps.stream()
                    .map(beep -> beep - flash)
                    .filter(difference -> Math.abs(difference) < 0.9)
                    .findFirst()
                    .ifPresent(apart::add);
        System.out.printf(
                "%s: %d flashes, %d beeps, sound behind picture by %s s%n", way, flashes.size(), beeps.size(), apart);
        assertThat(apart).as("%s: %s", way, log).hasSizeGreaterThanOrEqualTo(2);
        assertThat(apart).as(way).allMatch(difference -> Math.abs(difference) <= APART_SECONDS);
    }

    private static List<Double> times(List<String> log, Pattern event) {
        var times = new ArrayList<Double>();
        for (var line : log) {
            var found = event.matcher(line);
            if (!found.find()) continue;
            double time = Double.parseDouble(found.group(1));
            // The recording's own end looks like one, too.
            if (time < SECONDS - 0.2) times.add(time);
        }
        return times;
    }

    private Process read(String name, String url) throws Exception {
        return new ProcessBuilder(
                        "ffmpeg",
                        "-hide_banner",
                        "-nostdin",
                        "-loglevel",
                        "level+info",
                        "-i",
                        url,
                        "-t",
                        Integer.toString(SECONDS),
                        "-map",
                        "0:v:0",
                        "-map",
                        "0:a:0",
                        "-vf",
                        "blackdetect=d=0.3:pix_th=0.3",
                        "-af",
                        "silencedetect=noise=-30dB:d=0.3",
                        "-f",
                        "null",
                        "-")
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
    }

    private Path log(String name) {
        return data.resolve(name + ".log");
    }

    private static Client publish(String url, Door door) {
        var command = new ArrayList<>(List.of(
                Loader.load(org.bytedeco.ffmpeg.ffmpeg.class),
                "-hide_banner",
                "-loglevel",
                "warning",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "color=black:size=320x180:rate=50,drawbox=color=white:thickness=fill:enable='lt(mod(t,2),0.2)'",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='if(lt(mod(t,2),0.2),0.8*sin(2*PI*1000*t),0)':sample_rate=48000",
                "-t",
                "90",
                "-c:v",
                "libopenh264",
                "-profile:v",
                "constrained_baseline",
                "-b:v",
                "500k",
                "-g",
                "50",
                "-ac",
                "2"));
        command.addAll(
                switch (door) {
                    case WHIP -> List.of("-c:a", "libopus", "-f", "whip", url);
                    case SRT -> List.of("-c:a", "aac", "-f", "mpegts", url);
                    case RTMP, RTMPS -> List.of("-c:a", "aac", "-f", "flv", url);
                });
        return Client.start("ffmpeg-" + door, command);
    }

    /// The secret at the end of a URL.
    private static String last(String url) {
        var path = URI.create(url).getPath();
        if (url.startsWith("srt:")) return url.substring(url.indexOf("publish:") + "publish:".length());
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
