package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our glasses, and FFmpeg that reads the live DASH manifest at the speed of the stream, some segments behind.
@Tag("interop")
@Tag("alone")
class FfmpegDashTest {
    private static final Pattern NUMBER = Pattern.compile("#EXT-X-MEDIA-SEQUENCE:(\\d+)");
    /// Of these, a segment's beginning has passed several times.
    private static final String SECONDS = "8";
    /// What is lost when a segment is: two seconds. A camera on a busy machine loses less.
    private static final int LOST_TICKS = 19 * 90_000 / 10;

    private static final int SAMPLES = 1024;

    @TempDir
    Path data;

    @Test
    void everyFrameIsPlayedOnce() throws Exception {
        Tools.need("ffmpeg");
        try (var stage = Stage.open(data);
                var client = HttpClient.newHttpClient()) {
            var urls = stage.livestream();
            fourSegments(client, urls.hlsUrl().replace("index.m3u8", "video.m3u8"));
            var frames = data.resolve("frames");
            var log = Tools.kept("logs").resolve("ffmpeg-dash.log");
            var process = new ProcessBuilder(List.of(
                            "ffmpeg",
                            "-nostdin",
                            "-hide_banner",
                            "-nostats",
                            "-loglevel",
                            "warning",
                            "-re",
                            "-i",
                            urls.dashUrl(),
                            "-t",
                            SECONDS,
                            "-map",
                            "0:v:0",
                            "-map",
                            "0:a:0",
                            "-c",
                            "copy",
                            "-f",
                            "framecrc",
                            frames.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
            assertThat(Files.readString(log)).isEmpty();
            var pictures = times(frames, "0");
            var sounds = times(frames, "1");
            System.out.println("FFmpeg of DASH: " + pictures.size() + " pictures, " + sounds.size() + " of sound");
            assertThat(pictures).hasSizeGreaterThan(30);
            for (int i = 1; i < pictures.size(); i++)
                assertThat(pictures.get(i) - pictures.get(i - 1)).isBetween(1L, (long) LOST_TICKS);
            assertThat(sounds).hasSizeGreaterThan(300);
            for (int i = 1; i < sounds.size(); i++)
                assertThat(sounds.get(i) - sounds.get(i - 1)).isEqualTo(SAMPLES);
        }
    }

    /// Waits for them by blocking reloads, which may ask for two more than there are.
    private static void fourSegments(HttpClient client, String playlist) throws Exception {
        var first = NUMBER.matcher(get(client, playlist));
        assertThat(first.find()).isTrue();
        long number = Long.parseLong(first.group(1));
        for (long wanted : new long[] {number + 1, number + 3}) get(client, playlist + "?_HLS_msn=" + wanted);
    }

    private static String get(HttpClient client, String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Stage.PATIENCE);
        var response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static List<Long> times(Path frames, String stream) throws Exception {
        var times = new ArrayList<Long>();
        for (var line : Files.readAllLines(frames)) {
            var columns = line.split(",\\s*");
            if (columns[0].equals(stream)) times.add(Long.parseLong(columns[1]));
        }
        return times;
    }
}
