package io.glasscast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"serve --nonsense", "nonsense", "serve --http", "serve --http web", "serve --config /none.yaml"})
    void wrongUsageIsTwoAndOneLine(String arguments) {
        assertThat(Main.run(arguments.split(" "))).isEqualTo(Main.USAGE);
        assertThat(said.toString(StandardCharsets.UTF_8).strip())
                .startsWith("glasscast: ")
                .doesNotContain("\n");
    }

    @Test
    void failureIsOneAndOneLine(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThat(Main.run("serve", "--http", "0", "--data", file.resolve("x").toString()))
                .isEqualTo(Main.FAILED);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("glasscast: data: the folder ");
    }

    @Test
    void everyCommandHasHelp() {
        for (var command : Main.commands())
            assertThat(Main.run(command, "--help")).as(command).isZero();
    }
}
