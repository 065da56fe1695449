package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.api.ControlRoom;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.store.User;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples for Java as their readers start them: programs that are ended by a signal.
@Tag("interop")
class JavaExamplesTest {
    @TempDir
    Path data;

    @Test
    void oneWearerToEverywhere() throws Exception {
        var platform = NginxRtmp.start(data.resolve("platform"));
        var stops = new LinkedBlockingQueue<GlassesEvent>();
        try (var stage = Stage.open(data.resolve("server"))) {
            stage.keep(platform);
            stage.simulatedGlasses(event -> {
                if (event instanceof GlassesEvent.StopAsked) stops.add(event);
            });
            var server = stage.http().toString();
            var key = stage.addApp(Stage.PACKAGE);

            var watch = example(stage, "WatchApp", server, Stage.PACKAGE, key, Stage.WEARER);
            assertThat(watch.line("Watch at ")).startsWith("Watch at " + server + "/watch/");
            end(watch, stops);

            var toPlatform = platform.url("key-of-the-example");
            var restream = example(
                    stage,
                    "RestreamApp",
                    server,
                    Stage.PACKAGE,
                    key,
                    Stage.WEARER,
                    toPlatform,
                    platform.url(NginxRtmp.REFUSED));
            restream.line("destination 1 is active");
            assertThat(restream.line("destination 2 is error")).contains("Next attempt in ");
            Played.see(toPlatform);
            end(restream, stops);
            assertThat(restream.story()).doesNotContain("key-of-the-example", NginxRtmp.REFUSED);

            var receiver = platform.url("local-key-0123456789");
            var local = example(stage, "LocalApp", server, Stage.PACKAGE, key, Stage.WEARER, receiver);
            local.line("The glasses stream");
            Played.see(receiver);
            end(local, stops);
        }
    }

    @Test
    void severalWearersByWebhook() throws Exception {
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
            var several = example(
                    stage, "SeveralApp", "0", stage.http().toString(), Stage.PACKAGE, stage.addApp(Stage.PACKAGE));
            var port = several.line("Listening on port ").substring("Listening on port ".length());
            stage.setWebhook(Stage.PACKAGE, URI.create("http://127.0.0.1:" + port));
            var control = stage.house().control();
            for (var wearer : List.of(Stage.WEARER, second))
                assertThat(control.startApp(wearer, Stage.PACKAGE)).isEqualTo(ControlRoom.Outcome.DONE);
            several.line("2 on the air");
            assertThat(control.stopApp(Stage.WEARER, Stage.PACKAGE)).isEqualTo(ControlRoom.Outcome.DONE);
            several.line("1 on the air");
            assertThat(several.line("  ")).startsWith("  " + second + " at " + stage.http() + "/watch/");
        }
    }

    /// Its stream goes with it.
    private static void end(Client example, LinkedBlockingQueue<GlassesEvent> stops) throws InterruptedException {
        example.terminate();
        assertThat(stops.poll(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    private static Client example(Stage stage, String name, String... arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.glasscast.examples." + name));
        command.addAll(List.of(arguments));
        return stage.keep(Client.start("example-" + name, command));
    }
}
