package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What ffprobe makes of a stream that a platform received.
final class Played {
    private Played() {}

    /// Picture and sound arrive, and nothing is wrong with them.
    static void see(String url) throws IOException, InterruptedException {
        Tools.need("ffprobe");
        var log = Tools.kept("logs").resolve("ffprobe.log").toFile();
        var process = new ProcessBuilder(List.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-rw_timeout",
                        "20000000",
                        "-read_intervals",
                        "%+5",
                        "-count_packets",
                        "-show_entries",
                        "stream=codec_name,nb_read_packets",
                        "-of",
                        "csv=p=0",
                        url))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
        assertThat(words).containsPattern("h264,\\d{2,}").containsPattern("aac,\\d{2,}");
    }
}
