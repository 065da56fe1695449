package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Thousands who want nothing hang on all doors, and one viewer misses no picture of one stream for it.
@Tag("interop")
@Tag("alone")
class CrowdAtTheDoorsTest {
    /// With `-Dcrowd=10000` it takes some minutes of a machine; descriptors have to be enough for it.
    private static final int CROWD = Integer.getInteger("crowd", 2_000);

    private static final int PICTURES = 300;

    /// Of a fifth of a second each at the least: slow bodies are given ten seconds.
    private static final int ROUNDS = 60;

    /// At 30 pictures a second FLV counts 33 or 34 ms between two.
    private static final long APART_MILLIS = 34;

    @TempDir
    Path data;

    @Test
    @Timeout(value = 240, unit = TimeUnit.SECONDS)
    void aViewerMissesNothing() throws Exception {
        Tools.need("ffmpeg");
        try (var server = ServerProcess.start(data, "streams: {named: 1}\n")) {
            var stream = "rtmp://127.0.0.1:" + server.port("rtmp") + "/live/my-stream";
            try (var publisher = Client.start("crowd-publisher", publish(stream));
                    var viewer = view(server, stream)) {
                long before = picture(viewer);
                try (var crowd = new Crowd(CROWD, server)) {
                    for (int i = 0; i < PICTURES || crowd.rounds() < ROUNDS; i++) {
                        long next = picture(viewer);
                        assertThat(next - before)
                                .as("after the picture at %d ms", before)
                                .isBetween(1L, APART_MILLIS);
                        before = next;
                    }
                    System.out.printf(
                            "Crowd: %d of %d connected, %d came again, in %d rounds%n",
                            crowd.connected(), CROWD, crowd.returns(), crowd.rounds());
                    assertThat(crowd.connected()).isGreaterThan(CROWD / 2);
                }
                var metrics = server.metrics();
                assertThat(metrics)
                        .contains("glasscast_discarded_total{cause=\"datagram-stranger\"}")
                        .contains("glasscast_discarded_total{cause=\"tls-handshake\"}")
                        .contains("glasscast_srt_discarded_total{")
                        .contains("glasscast_http_refused_total{cause=\"slow-body\"}")
                        .contains("glasscast_rtmp_closed_total{cause=\"rtmp-handshake-timeout\"}")
                        .contains("glasscast_overloaded 0")
                        .contains("glasscast_publishers{protocol=\"rtmp\"} 1");
                assertThat(publisher.pid()).isPositive();
            }
        }
    }

    /// A picture whose time does not depend on how busy the machine is.
    private static List<String> publish(String url) {
        return List.of(
                "ffmpeg",
                "-hide_banner",
                "-loglevel",
                "warning",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=rate=30:size=160x120",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-bf",
                "0",
                "-g",
                "30",
                "-f",
                "flv",
                url);
    }

    private static Client view(ServerProcess server, String url) throws Exception {
        // Whoever asks before there is a stream is sent away.
        var playlist = HttpRequest.newBuilder(URI.create(server.http() + "/hls/my-stream/index.m3u8"))
                .build();
        long until = System.nanoTime() + Stage.PATIENCE.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (http.send(playlist, BodyHandlers.discarding()).statusCode() != 200) {
                assertThat(System.nanoTime()).as("in time").isLessThan(until);
                TimeUnit.MILLISECONDS.sleep(50); // a stranger is told nothing
            }
        }
        return Client.start(
                "crowd-viewer",
                List.of(
                        "ffmpeg",
                        "-hide_banner",
                        "-loglevel",
                        "warning",
                        "-i",
                        url,
                        "-map",
                        "0:v",
                        "-c",
                        "copy",
                        "-flush_packets",
                        "1",
                        "-f",
                        "framecrc",
                        "pipe:1"));
    }

    /// The time of the next picture that the viewer got, in milliseconds.
    private static long picture(Client viewer) {
        return Long.parseLong(viewer.line("0,").split(",", -1)[2].strip());
    }
}
