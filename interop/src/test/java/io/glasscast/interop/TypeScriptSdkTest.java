package io.glasscast.interop;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.api.ControlRoom;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.store.User;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SDK for TypeScript: compiled, with its own tests, and against the real server.
@Tag("interop")
class TypeScriptSdkTest {
    private static final Path SDK = Tools.MODULE.resolveSibling("sdk").resolve("ts");

    /// Where the seed's code blocks send local streams.
    private static final String LAN_ADDRESS = "192.168.1.100", PUBLIC_NAME = "your-server.com";

    private static final int LAN_PORT = 4201;

    /// Compilers and test runners are done in seconds, on a machine that has nothing else to do.
    private static final long PATIENCE_MINUTES = 5;

    @TempDir
    Path data;

    /// With it the compiler has checked the examples, the golden messages and the seed's code blocks. Once a
    /// run, for all who use it: another process may have begun to.
    @BeforeAll
    static void compile() throws Exception {
        Tools.need("node");
        Tools.need("npm");
        Tools.need(Files.isDirectory(SDK.resolve("node_modules")), "npm packages are missing: run npm ci in sdk/ts/");
        var run = System.getProperty("glasscast.run", "");
        var compiled = Tools.kept("logs").resolve("sdk-ts-compiled");
        try (var channel = FileChannel.open(compiled, CREATE, READ, WRITE);
                var _ = channel.lock()) {
            if (!run.isEmpty() && Files.readString(compiled).equals(run)) return;
            npm("compile");
            Files.writeString(compiled, run);
        }
    }

    @Test
    void keepsItsPromisesToAFakeCloud() throws Exception {
        npm("check");
    }

    /// In a network of its own, in which the addresses that the seed names belong to an SRT listener, and names of
    /// platforms lead nowhere.
    @Test
    void codeBlocksOfTheSeedRunWordForWord() throws Exception {
        Tools.need("srt-live-transmit");
        try (var island = Island.make()) {
            island.settle(LAN_ADDRESS, PUBLIC_NAME);
            try (var receiver = Client.start("srt-receiver", island.command(srtReceiver()));
                    var stage = Client.start("stage", island.command(StageProcess.command(data)))) {
                var ready = stage.await("ready", Stage.PATIENCE.multipliedBy(2));
                var snippets = Client.start(
                        "snippets",
                        island.command(node(
                                "build/test/snippets.js",
                                ready.get("http").getAsString(),
                                Stage.PACKAGE,
                                ready.get("key").getAsString(),
                                Stage.WEARER)));
                try (snippets) {
                    snippets.await("through", Stage.PATIENCE.multipliedBy(3));
                }
                receiver.terminate();
            }
        }
    }

    @Test
    void examplesRun() throws Exception {
        var platform = NginxRtmp.start(data.resolve("platform"));
        var stops = new LinkedBlockingQueue<GlassesEvent>();
        try (var stage = Stage.open(data.resolve("server"))) {
            stage.keep(platform);
            stage.simulatedGlasses(event -> {
                if (event instanceof GlassesEvent.StopAsked) stops.add(event);
            });
            var key = stage.addApp(Stage.PACKAGE);
            var server = stage.http().toString();

            var watch = example(stage, "watch", server, Stage.PACKAGE, key, Stage.WEARER);
            assertThat(watch.line("Watch at ")).startsWith("Watch at " + server + "/watch/");
            watch.terminate();
            assertThat(watch.line("Ended: ")).isEqualTo("Ended: closed by the app");
            assertThat(stops.poll(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();

            var restream = example(
                    stage,
                    "restream",
                    server,
                    Stage.PACKAGE,
                    key,
                    Stage.WEARER,
                    platform.url("key-of-the-example"),
                    platform.url(NginxRtmp.REFUSED));
            restream.line("destination 1 is active");
            assertThat(restream.line("destination 2 is error")).contains("Next attempt in ");
            restream.terminate();
            restream.line("Ended: ");
            assertThat(restream.story()).doesNotContain("key-of-the-example", NginxRtmp.REFUSED);
        }
    }

    @Test
    void aLivestreamOutlivesALostConnection() throws Exception {
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(_ -> {});
            var key = stage.addApp(Stage.PACKAGE);
            var server = stage.http().toString();
            stage.keep(Client.start(
                            "interruption",
                            node("build/test/interruption.js", server, Stage.PACKAGE, key, Stage.WEARER)))
                    .await("through", Stage.PATIENCE);
        }
    }

    @Test
    void anExampleServesSeveralWearersByWebhook() throws Exception {
        try (var stage = Stage.open(data)) {
            var second = "second@example.org";
            stage.simulatedGlasses(_ -> {});
            stage.simulatedGlasses(
                    stage.house()
                            .control()
                            .store()
                            .users()
                            .add(new User(second))
                            .orElseThrow(),
                    _ -> {});
            var key = stage.addApp(Stage.PACKAGE);
            var several = example(stage, "several", "0", stage.http().toString(), Stage.PACKAGE, key);
            var listening = "Listening on port ";
            var port = several.line(listening).substring(listening.length());
            stage.setWebhook(Stage.PACKAGE, URI.create("http://127.0.0.1:" + port));

            var control = stage.house().control();
            for (var wearer : List.of(Stage.WEARER, second))
                assertThat(control.startApp(wearer, Stage.PACKAGE)).isEqualTo(ControlRoom.Outcome.DONE);
            several.line("2 on the air");
            assertThat(control.stopApp(Stage.WEARER, Stage.PACKAGE)).isEqualTo(ControlRoom.Outcome.DONE);
            several.line("1 on the air");
            assertThat(several.line("  ")).startsWith("  " + second + " at " + stage.http() + "/watch/");
            several.line(Stage.WEARER + " has left: ");
            several.terminate();
            several.line(second + " has left: closed by the app");
        }
    }

    private static Client example(Stage stage, String name, String... arguments) {
        return stage.keep(Client.start("example-" + name, node("build/examples/" + name + ".js", arguments)));
    }

    private static List<String> node(String script, String... arguments) {
        var command = new ArrayList<>(List.of("node", SDK.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// It takes one caller after the other, and what they send.
    private static List<String> srtReceiver() {
        var listen = "exec srt-live-transmit -q 'srt://:" + LAN_PORT + "?mode=listener' file://con >/dev/null";
        return List.of("sh", "-c", listen);
    }

    private static void npm(String script) throws IOException, InterruptedException {
        var log = Tools.kept("logs").resolve("sdk-ts-" + script + ".log");
        var process = new ProcessBuilder("npm", "run", "--silent", script)
                .directory(SDK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}
