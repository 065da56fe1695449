package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "whep --streams 2 --against name=srs,publish=rtmp://h/x,whep=http://h/x{n},pid=1"
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
}
