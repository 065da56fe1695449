package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "whep --viewers none",
                "whep --viewers 0",
                "whep --rounds 0",
                "whep --for ever",
                "whep --for 0s",
                "whep --streams 0",
                "whep --against srs",
                "whep --against name=srs,publish=ftp://h/x,whep=http://h/x,pid=1",
                "whep --against name=srs,publish=rtmp://h/x,whep=http://h/x,pid=none",
                "whep --streams 2 --against name=srs,publish=rtmp://h/x,whep=http://h/x{n},pid=1",
                "hls --viewers 0",
                "hls --connections 0",
                "hls --against name=other,publish=rtmp://h/x,hls=rtmp://h/x,pid=1",
                "hls --saturate --against name=nginx,publish=rtmp://h/x,pid=1",
                "rtmp --viewers 0",
                "rtmp --pushes 0",
                "rtmp --pushes 1 --against name=srs,publish=rtmp://h/x,play=rtmp://h/live/x,pid=1",
                "rtmp --against name=srs,publish=rtmp://h/x,play=rtmp://h,pid=1",
                "ingest --by carrier-pigeon",
                "ingest --streams 0",
                "ingest --against name=srs,publish=rtmp://h/x,pid=1",
                "startup --rounds 0",
                "hot --seconds 0",
                "control --sessions 0",
                "soak --for ever",
                "soak --glasses 0"
            })
    void wrongUsageIsTwoAndOneLine(String arguments) {
        var said = new ByteArrayOutputStream();
        var err = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(arguments.split(" "))).isEqualTo(2);
        } finally {
            System.setErr(err);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).strip())
                .startsWith("glasscast: ")
                .doesNotContain("\n");
    }

    /// A measurement in small: what it says of a machine that does other things as well is not looked at.
    @Test
    void measuresAServerAndTheFloorAndWritesAReport(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        assertThat(Main.run(
                        "whep",
                        "--viewers",
                        "1,3",
                        "--streams",
                        "2",
                        "--rounds",
                        "1",
                        "--for",
                        "2s",
                        "--warm-up",
                        "0s",
                        "--report",
                        folder.toString()))
                .isZero();
        var json = JsonParser.parseString(Files.readString(folder.resolve("whep.json")))
                .getAsJsonObject();
        assertThat(json.getAsJsonArray("breaks")).isEmpty();
        var samples = json.getAsJsonArray("samples");
        assertThat(samples).hasSize(4);
        for (var element : samples) {
            var sample = element.getAsJsonObject();
            int viewers = sample.get("viewers").getAsInt();
            // 2 Mbit/s for two seconds, give or take a keyframe.
            assertThat(sample.get("gbit").getAsDouble() / viewers).isBetween(0.003, 0.006);
            assertThat(sample.get("cpuSeconds").getAsDouble()).isPositive();
            if (sample.get("contestant").getAsString().equals("floor")) continue;
            assertThat(sample.getAsJsonObject("latencyMillis").get("count").getAsInt())
                    .isGreaterThan(30 * viewers);
            assertThat(sample.getAsJsonObject("joinMillis").get("count").getAsInt())
                    .isEqualTo(viewers);
        }
        assertThat(Files.readString(folder.resolve("whep.md"))).contains("| 3 | glasscast |", "| 3 | floor |");
        assertThat(folder.resolve("whep-cpuPerGbit.svg")).content().contains("<polyline");
    }

    @Test
    void measuresPlayersOfHls(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        var sample = onlySample("hls", folder, "hls", "--viewers", "2");
        // Five parts of pictures and five of sound a second, for two viewers.
        var answers = sample.getAsJsonObject("answers");
        assertThat(answers.get("parts").getAsInt()).isBetween(5, 60);
        assertThat(answers.get("playlists").getAsInt()).isBetween(5, 60);
        assertThat(answers.get("refused").getAsInt()).isZero();
        assertThat(sample.getAsJsonObject("ageMillis").get("count").getAsInt()).isPositive();
        assertThat(sample.get("cpuPerGbit").getAsDouble()).isPositive();
    }

    @Test
    void measuresOnePartOverAndOver(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        var sample = onlySample("hls-part", folder, "hls", "--saturate", "--connections", "4");
        assertThat(sample.get("answers").getAsInt()).isGreaterThan(20);
        assertThat(sample.get("kilobytes").getAsDouble()).isBetween(5.0, 150.0);
        assertThat(sample.get("partsPerCpuSecond").getAsDouble()).isPositive();
    }

    @Test
    void measuresPlayersOfRtmp(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        var sample = onlySample("rtmp", folder, "rtmp", "--viewers", "2");
        // 2 Mbit/s for a second, give or take a keyframe.
        assertThat(sample.get("gbit").getAsDouble() / 2).isBetween(0.001, 0.006);
        assertThat(sample.get("cpuPerGbit").getAsDouble()).isPositive();
    }

    @Test
    void measuresStreamsThatComeIn(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        var sample = onlySample("ingest-whip", folder, "ingest", "--streams", "2");
        assertThat(sample.getAsJsonObject("costs").get("cpuSeconds").getAsDouble())
                .isPositive();
        assertThat(sample.getAsJsonObject("further").get("streams").getAsInt()).isZero();
    }

    @Test
    void measuresAStart(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        var sample = onlySample("startup", folder, "startup");
        assertThat(sample.get("joinedMillis").getAsDouble())
                .isGreaterThan(sample.get("readyMillis").getAsDouble());
        assertThat(sample.get("residentBytes").getAsLong()).isGreaterThan(10 << 20);
    }

    @Test
    void measuresControlSockets(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
        var sample = onlySample("control", folder, "control", "--sessions", "2");
        var starts = sample.getAsJsonObject("startMillis");
        assertThat(starts.get("count").getAsInt()).isGreaterThan(1);
        assertThat(starts.get("median").getAsDouble()).isPositive();
    }

    /// A measurement in small, of our server alone or first.
    private static JsonObject onlySample(String topic, Path folder, String... arguments) throws Exception {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--rounds", "1", "--for", "1s", "--warm-up", "0s", "--report", folder.toString()));
        assertThat(Main.run(all.toArray(String[]::new))).isZero();
        var json = JsonParser.parseString(Files.readString(folder.resolve(topic + ".json")))
                .getAsJsonObject();
        assertThat(json.getAsJsonArray("breaks")).isEmpty();
        var sample = json.getAsJsonArray("samples").get(0).getAsJsonObject();
        assertThat(sample.get("contestant").getAsString()).isEqualTo(OurServer.NAME);
        return sample;
    }
}
