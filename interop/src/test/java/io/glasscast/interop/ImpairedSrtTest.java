package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.sdk.MiniApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The server on one side of a bad link; on the other FFmpeg, which publishes for libsrt's own tool to play, and that
/// tool, which publishes for FFmpeg. So every picture crosses the link twice, encrypted, with libsrt at the far end.
@Tag("interop")
@Tag("alone")
@Timeout(180)
class ImpairedSrtTest {
    private static final String PASSPHRASE = "0123456789abc";
    private static final long SEED = 20;

    private static final int TS_PACKET = 188;
    private static final int PAYLOAD = 7 * TS_PACKET;
    /// What is looked at of each stream: seven seconds.
    private static final int PAYLOADS = 1_800;
    /// Looked at picture by picture: without the end, which is cut somewhere.
    private static final int SECONDS = 6;

    private static final int PICTURE_TICKS = 90_000 / 25;
    private static final int SOUND_TICKS = 90_000 * 1_024 / 48_000;

    @TempDir
    static Path films;

    @TempDir
    Path data;

    /// Who is on which side of a stream; the other side is the tool.
    private enum Pairing {
        FFMPEG_PUBLISHES,
        FFMPEG_PLAYS
    }

    /// What came of a stream.
    ///
    /// @param missing TS packets that are missing in what we sent
    /// @param holes   the payloads before which they are missing
    /// @param frames  pictures and pieces of sound
    /// @param skipped those that are missing between others
    /// @param complaints what FFmpeg says when it decodes them
    private record Arrived(int missing, List<Integer> holes, int frames, int skipped, List<String> complaints) {}

    /// Noise, so that it is as large as a camera's film; and forty seconds, for it must not end before the test.
    @BeforeAll
    static void makeFilm() throws Exception {
        Tools.need("ffmpeg");
        var command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "lavfi", "-i"));
        command.add("testsrc2=size=320x180:rate=25,noise=alls=60:allf=t");
        command.addAll(List.of("-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "40"));
        command.addAll(
                List.of("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "25", "-pix_fmt", "yuv420p"));
        command.addAll(List.of("-b:v", "2500k", "-minrate", "2500k", "-maxrate", "2500k", "-bufsize", "500k"));
        command.addAll(List.of("-c:a", "aac", "-b:a", "64k", "-f", "mpegts", film().toString()));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static Path film() {
        return films.resolve("film.ts");
    }

    /// @param bearable share of packets that may be missing in the end
    /// @param awayMs   for so long nothing comes through, in the middle of what one of them plays
    @ParameterizedTest
    @CsvSource({"0.02, 80, 400, 0, 0", "0.10, 150, 1000, 0.001, 0", "0.01, 80, 1000, 0, 700"})
    void bringsAcrossABadLink(double loss, int roundTripMs, int latencyMs, double bearable, int awayMs)
            throws Exception {
        Tools.need("srt-live-transmit");
        try (var island = Island.make();
                var link = BadLink.from(island, loss, Duration.ofMillis(roundTripMs / 2), SEED, data);
                var server = ServerProcess.start(data.resolve("server"), island, PASSPHRASE)) {
            var app = "{\"packageName\":\"" + Stage.PACKAGE + "\",\"permissions\":[\"CAMERA\"]}";
            var door = "srt://" + island.there() + ":" + server.srtPort() + "?passphrase=" + PASSPHRASE
                    + "&pbkeylen=32&latency=";
            try (var miniApp = MiniApp.builder(Stage.PACKAGE, server.post("/api/v1/apps", app, "apiKey"))
                            .build();
                    var both = Executors.newVirtualThreadPerTaskExecutor()) {
                var crossings = new ArrayList<Future<byte[]>>();
                for (var pairing : Pairing.values())
                    crossings.add(both.submit(
                            () -> cross(pairing, server, miniApp, link, door, latencyMs, Duration.ofMillis(awayMs))));
                var arrived = new EnumMap<Pairing, Arrived>(Pairing.class);
                for (var pairing : Pairing.values())
                    arrived.put(
                            pairing,
                            judge(pairing, crossings.get(pairing.ordinal()).get()));
                // Late packets tell of a machine that was busy, holes next to each other of something that stood still.
                var all = loss + ", " + roundTripMs + " ms: " + arrived + ", " + link.carried();
                System.out.println(all);
                for (var one : arrived.values()) expect(one, bearable, all);
            }
            var carried = link.carried();
            assertThat(carried.get("away").getAsLong() > 0)
                    .as("nothing came through for a while: %s", carried)
                    .isEqualTo(awayMs > 0);
            double lost = carried.get("lost").getAsDouble();
            assertThat(lost / (lost + carried.get("passed").getAsDouble())).isBetween(loss / 2, loss * 2);
        }
    }

    private static void expect(Arrived arrived, double bearable, String all) {
        assertThat(arrived.missing()).as(all).isLessThanOrEqualTo((int) (bearable * PAYLOADS * PAYLOAD / TS_PACKET));
        // A packet may hold the end of one frame and the beginning of another.
        assertThat(arrived.skipped()).as(all).isLessThanOrEqualTo((int) (bearable * PAYLOADS * 2));
        assertThat(arrived.frames()).isGreaterThan(SECONDS * (25 + 46));
        if (arrived.missing() == 0 && arrived.skipped() == 0)
            assertThat(arrived.complaints()).isEmpty();
    }

    /// A stream that is published from the far end and played there.
    private static byte[] cross(
            Pairing pairing, ServerProcess server, MiniApp app, BadLink link, String door, int latencyMs, Duration away)
            throws Exception {
        var wearer = pairing + "@example.org";
        var token = server.post("/api/v1/users", "{\"email\":\"" + wearer + "\"}", "glassesToken");
        var processes = new ArrayList<Process>();
        try (var glasses = HollowGlasses.wear(server.http(), token)) {
            var session = Stage.await(app.connect(server.http(), wearer));
            var active = session.camera().startLivestream();
            var forFfmpeg = door + latencyMs * 1_000 + "&streamid=";
            var forTool = door + latencyMs + "&streamid=";
            var publish = "publish:" + last(Stage.await(glasses.ordered()));
            processes.addAll(
                    switch (pairing) {
                        case FFMPEG_PUBLISHES -> start(link.command(reading(forFfmpeg + publish)));
                        case FFMPEG_PLAYS ->
                            start(reading("pipe:1"), link.command(transmit("file://con", forTool + publish)));
                    });
            var play = "read:" + last(URI.create(Stage.await(active).webrtcUrl().orElseThrow()));
            var player = start(link.command(
                            switch (pairing) {
                                case FFMPEG_PUBLISHES -> transmit(forTool + play, "file://con");
                                case FFMPEG_PLAYS -> asItComes(forFfmpeg + play);
                            }))
                    .getFirst();
            processes.add(player);
            var stream = new byte[PAYLOADS * PAYLOAD];
            int half = player.getInputStream().readNBytes(stream, 0, stream.length / 2);
            if (pairing == Pairing.FFMPEG_PUBLISHES && away.isPositive()) link.away(away);
            int rest = player.getInputStream().readNBytes(stream, half, stream.length - half);
            return Arrays.copyOf(stream, half + rest);
        } finally {
            processes.forEach(Process::destroy);
        }
    }

    /// Each of them feeds the next.
    @SafeVarargs
    private static List<Process> start(List<String>... commands) throws IOException {
        var log = ProcessBuilder.Redirect.appendTo(
                Tools.kept("logs").resolve("impaired-srt.log").toFile());
        var builders = Arrays.stream(commands)
                .map(command -> new ProcessBuilder(command).redirectError(log))
                .toList();
        return ProcessBuilder.startPipeline(builders);
    }

    private static List<String> reading(String to) {
        return bounded("ffmpeg", "-v", "warning", "-re", "-i", film().toString(), "-c", "copy", "-f", "mpegts", to);
    }

    /// FFmpeg plays, and keeps every byte.
    private static List<String> asItComes(String from) {
        return bounded(
                "ffmpeg", "-v", "warning", "-f", "data", "-i", from, "-map", "0", "-c", "copy", "-f", "data", "-");
    }

    private static List<String> transmit(String from, String to) {
        return bounded("srt-live-transmit", "-q", "-c", String.valueOf(PAYLOAD), "-a", "no", from, to);
    }

    /// Whoever waits for what does not come ends, and with it the reading of what it brings.
    private static List<String> bounded(String... command) {
        var whole = new ArrayList<>(List.of("timeout", "60"));
        whole.addAll(List.of(command));
        return whole;
    }

    private static Arrived judge(Pairing pairing, byte[] stream) throws Exception {
        assertThat(stream).as("%s: a whole stream", pairing).hasSize(PAYLOADS * PAYLOAD);
        var file = Files.write(films.resolve(pairing + ".ts"), stream);
        var said = new ArrayList<String>();
        var pictures = new ArrayList<Long>();
        var sound = new ArrayList<Long>();
        var process = new ProcessBuilder(List.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-read_intervals",
                        "%+" + SECONDS,
                        "-show_entries",
                        "frame=media_type,pts",
                        "-of",
                        "csv=p=0",
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var fields = line.split(",");
                if (line.startsWith("video,")) pictures.add(Long.parseLong(fields[1]));
                else if (line.startsWith("audio,")) sound.add(Long.parseLong(fields[1]));
                else if (!line.isBlank()) said.add(line);
            }
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        var holes = new ArrayList<Integer>();
        int missing = missing(stream, holes);
        return new Arrived(
                missing,
                holes,
                pictures.size() + sound.size(),
                skipped(pictures, PICTURE_TICKS) + skipped(sound, SOUND_TICKS),
                said);
    }

    /// By the continuity counters, of which each programme identifier has one.
    private static int missing(byte[] stream, List<Integer> holes) {
        var last = new int[1 << 13];
        Arrays.fill(last, -1);
        int missing = 0;
        for (int at = 0; at < stream.length; at += TS_PACKET) {
            assertThat(stream[at]).as("sync byte at %d", at).isEqualTo((byte) 0x47);
            boolean payload = (stream[at + 3] & 0x10) != 0;
            if (!payload) continue;
            int pid = (stream[at + 1] & 0x1F) << 8 | stream[at + 2] & 0xFF;
            int counter = stream[at + 3] & 0x0F;
            int gone = last[pid] < 0 ? 0 : counter - last[pid] - 1 & 0x0F;
            missing += gone;
            if (gone > 0) holes.add(at / PAYLOAD);
            last[pid] = counter;
        }
        return missing;
    }

    /// The pictures before a player came are drawn together, so that less than a period tells nothing.
    private static int skipped(List<Long> times, int period) {
        int skipped = 0;
        for (int i = 1; i < times.size(); i++) {
            long apart = times.get(i) - times.get(i - 1);
            skipped += (int) Math.max(0, Math.round((double) apart / period) - 1);
        }
        return skipped;
    }

    private static String last(URI uri) {
        return uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    }
}
