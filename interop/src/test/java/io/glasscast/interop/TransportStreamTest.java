package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.mpegts.TsDemuxer;
import io.glasscast.protocol.mpegts.TsMuxer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What FFmpeg writes, read and written again, is read by FFmpeg without a word, and is as much as before.
class TransportStreamTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c:v libx264 -preset veryfast -bf 0 -c:a aac",
                "-c:v libx264 -preset veryfast -bf 3 -c:a aac -ac 2 -mpegts_flags latm",
                "-c:v libx265 -preset ultrafast -x265-params log-level=none -c:a libopus -ac 2",
                "-vn -c:a aac"
            })
    void ffmpegReadsWhatWeWrite(String coding) throws IOException, InterruptedException {
        Tools.need("ffmpeg");
        Tools.need("ffprobe");
        var theirs = folder.resolve("theirs.ts");
        var ours = folder.resolve("ours.ts");
        var make =
                new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25"));
        make.addAll(List.of("-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "4", "-g", "25"));
        make.addAll(List.of(coding.split(" ")));
        make.addAll(List.of("-f", "mpegts", theirs.toString()));
        run(make);
        Files.write(ours, rewritten(Files.readAllBytes(theirs)));

        assertThat(run(List.of("ffmpeg", "-v", "warning", "-i", ours.toString(), "-f", "null", "-")))
                .as("what FFmpeg says when it decodes")
                .isEmpty();
        assertThat(packets(ours)).isEqualTo(packets(theirs)).isNotEmpty();
    }

    private static byte[] rewritten(byte[] stream) {
        var out = new ByteArrayOutputStream();
        var muxer = new ArrayList<TsMuxer>();
        var demuxer = new TsDemuxer();
        demuxer.feed(Bytes.of(stream), output -> rewrite(output, muxer, out));
        demuxer.flush(output -> rewrite(output, muxer, out));
        return out.toByteArray();
    }

    private static void rewrite(TsDemuxer.Output output, List<TsMuxer> muxer, ByteArrayOutputStream out) {
        switch (output) {
            case TsDemuxer.Output.Tracks(var tracks) -> muxer.add(new TsMuxer(tracks));
            case TsDemuxer.Output.Whole(var frame) ->
                out.writeBytes(muxer.getLast().mux(frame).toArray());
            case TsDemuxer.Output.Clock _, TsDemuxer.Output.Present _ -> {}
            case TsDemuxer.Output.Refused _, TsDemuxer.Output.Discarded _ -> throw new AssertionError(output);
        }
    }

    /// How many packets each stream has, as ffprobe counts them, without a warning.
    private static String packets(Path file) throws IOException, InterruptedException {
        return run(List.of(
                "ffprobe",
                "-v",
                "warning",
                "-count_packets",
                "-show_entries",
                "stream=codec_type,width,height,sample_rate,channels,nb_read_packets",
                "-of",
                "csv",
                file.toString()));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", Optional.of(command), said).isZero();
        return said;
    }
}
