package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.OutputStatus;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.sdk.ManagedStreamOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// FFmpeg publishes by SRT and plays by SRT, with libsrt on its side.
@Tag("interop")
@Timeout(120)
class FfmpegSrtTest {
    private static final String PASSPHRASE = "0123456789abc";
    private static final int SECONDS = 4;
    /// A second and more of what was written last may be cut in the middle of a picture.
    private static final int ENOUGH_BYTES = 300_000;

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({"'', 0", "0123456789abc, 16", "0123456789abc, 32"})
    void publishesAndPlays(String passphrase, int keyLength) throws Exception {
        Tools.need("ffmpeg");
        var secret = Optional.of(passphrase).filter(words -> !words.isEmpty());
        var query = secret.map(words -> "&passphrase=" + words + "&pbkeylen=" + keyLength)
                .orElse("");
        try (var stage = Stage.open(data, "127.0.0.1", settings(secret))) {
            var glasses = stage.hollowGlasses();
            var active = stage.app().camera().startLivestream();
            var key = last(Stage.await(glasses.ordered()));
            var door = "srt://127.0.0.1:" + stage.house().ready().ports().srt().orElseThrow();
            stage.keep(publish(door + "?streamid=publish:" + key + query + "&latency=200000"));
            var id = last(URI.create(Stage.await(active).webrtcUrl().orElseThrow()));
            assertThat(probe(door + "?streamid=read:" + id + query + "&latency=200000", true))
                    .containsPattern("h264,\\d{2,}")
                    .containsPattern("aac,\\d{2,}");
        }
    }

    @Test
    void isToldThatThePassphraseIsWrong() throws Exception {
        Tools.need("ffmpeg");
        try (var stage = Stage.open(data, "127.0.0.1", settings(Optional.of(PASSPHRASE)))) {
            var glasses = stage.hollowGlasses();
            var _ = stage.app().camera().startLivestream();
            var key = last(Stage.await(glasses.ordered()));
            var door = "srt://127.0.0.1:" + stage.house().ready().ports().srt().orElseThrow();
            var log = data.resolve("ffmpeg.log");
            var ffmpeg = new ProcessBuilder(
                            Ffmpeg.reordered(door + "?streamid=publish:" + key + "&passphrase=not the right one"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(ffmpeg.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ffmpeg.exitValue()).isNotZero();
            assertThat(Files.readString(log)).containsIgnoringCase("error");
        }
    }

    /// A restream by SRT, to a listener of ours outside the server; FFmpeg judges what came.
    @Test
    void whatIsPushedBySrtIsSound() throws Exception {
        Tools.need("ffmpeg");
        var secret = Optional.of(new SrtSecret(PASSPHRASE));
        try (var station = SrtStation.listening(_ -> new Admission.Accept(secret, Duration.ofMillis(120)));
                var stage = Stage.open(data.resolve("server"))) {
            var glasses = stage.hollowGlasses();
            var camera = stage.app().camera();
            var pushed = new CountDownLatch(1);
            camera.onLivestreamStatus(status -> {
                if (status.outputs().stream().anyMatch(output -> output.state() == OutputStatus.State.ACTIVE))
                    pushed.countDown();
            });
            var url = "srt://127.0.0.1:" + station.port() + "?streamid=publish:x&passphrase=" + PASSPHRASE;
            var active = camera.startLivestream(ManagedStreamOptions.DEFAULT.withRestream(url, "station"));
            // A stream that goes on elsewhere is asked for by SRT.
            var ingest = Stage.await(glasses.ordered()).toString();
            assertThat(ingest).startsWith("srt://");
            stage.keep(publish(ingest));
            Stage.await(active);
            assertThat(pushed.await(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            station.awaitBytes(ENOUGH_BYTES);
            var file = data.resolve("pushed.ts");
            Files.write(file, station.received());
            assertThat(probe(file.toString(), false))
                    .containsPattern("h264,\\d{2,}")
                    .containsPattern("aac,\\d{2,}");
        }
    }

    private static Map<String, String> settings(Optional<String> passphrase) {
        return passphrase.map(words -> Map.of("srt.passphrase", words)).orElse(Map.of());
    }

    private static String last(URI uri) {
        return uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    }

    private static Client publish(String url) {
        return Client.start("ffmpeg-srt", Ffmpeg.reordered(url));
    }

    /// What ffprobe finds in it, without a complaint.
    ///
    /// @param decode whether every picture is decoded as well
    private static String probe(String url, boolean decode) throws Exception {
        var process = new ProcessBuilder(List.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-read_intervals",
                        "%+" + SECONDS,
                        decode ? "-count_frames" : "-count_packets",
                        "-show_entries",
                        "stream=codec_name," + (decode ? "nb_read_frames" : "nb_read_packets"),
                        "-of",
                        "csv=p=0",
                        url))
                .redirectErrorStream(true)
                .start();
        var words = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
        System.out.println("ffprobe: " + words.strip().replace('\n', ' '));
        // Once for the program and once for the file, with an empty line between them.
        assertThat(words.lines()).allMatch(line -> line.matches("((h264|aac),\\d+,?)?"));
        return words;
    }
}
