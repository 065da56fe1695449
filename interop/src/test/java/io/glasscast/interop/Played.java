package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What ffprobe makes of a stream that a platform received.
final class Played {
    /// Of pictures that are looked at one by one.
    private static final String SECONDS = "4";

    private Played() {}

    /// The kinds of the pictures (`I`, `P`, `B`) that a decoder finds in a stream, in the order of showing.
    static List<String> pictures(String url) throws IOException, InterruptedException {
        Tools.need("ffprobe");
        var process = new ProcessBuilder(List.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-select_streams",
                        "v:0",
                        "-read_intervals",
                        "%+" + SECONDS,
                        "-show_entries",
                        "frame=pict_type",
                        "-of",
                        "default=nokey=1:noprint_wrappers=1",
                        url))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Tools.kept("logs").resolve("ffprobe.log").toFile()))
                .start();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return words.lines().filter(line -> line.matches("[IPB]")).toList();
    }

    /// Picture and sound arrive, and nothing is wrong with them.
    static void see(String url) throws IOException, InterruptedException {
        Tools.need("ffprobe");
        var log = Tools.kept("logs").resolve("ffprobe.log").toFile();
        var command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
        if (url.startsWith("rtmp")) command.addAll(List.of("-rw_timeout", "20000000"));
        command.addAll(List.of("-read_intervals", "%+5", "-count_packets"));
        command.addAll(List.of("-show_entries", "stream=codec_name,nb_read_packets", "-of", "csv=p=0", url));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
        // A listener that nobody calls waits for ever.
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(words).containsPattern("h264,\\d{2,}").containsPattern("aac,\\d{2,}");
    }
}
