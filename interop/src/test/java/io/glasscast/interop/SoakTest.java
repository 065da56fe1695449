package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Three minutes of `glasscast bench soak`: everybody comes and goes by every door, and nothing of them is left.
@Tag("interop")
class SoakTest {
    /// Nine rounds at least, on a machine that does other things as well.
    private static final int PATIENCE_MINUTES = 12;

    @Test
    void nothingIsLeftOfThoseWhoHaveGone() throws Exception {
        var log = Tools.kept("logs").resolve("soak.log");
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // As the launcher starts servers: the one under test gets what this process has.
                        "-XX:+UseZGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.glasscast.bench.Main",
                        "soak",
                        "--for",
                        "3m"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("it ends: " + log)
                    .isTrue();
        } finally {
            // With it goes its server.
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        var said = Files.readString(log);
        System.out.println(said);
        assertThat(process.exitValue()).as(said).isZero();
    }
}
