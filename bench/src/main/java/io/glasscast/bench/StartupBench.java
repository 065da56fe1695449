package io.glasscast.bench;

import io.glasscast.media.Codec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "startup",
        description = {
            "How long this server takes from its process's start until its doors are open, and until the first WebRTC viewer",
            "of a stream that is published at once sees something."
        },
        mixinStandardHelpOptions = true)
final class StartupBench implements Callable<Integer> {
    private static final String METHOD = """
            Each round starts the server as a process of its own, with an empty data folder. It is ready when its line with
            the ports can be read; its memory (proportional set size) and its CPU are read then. A publisher is opened at
            once, and a viewer asks until it is let in; the first whole keyframe ends the measurement. There is no warming up.
            """;

    @Mixin
    private final ContestOptions options = new ContestOptions();

    @Override
    public Integer call() throws Exception {
        var kit = Publisher.Kit.create();
        // Coded before anything is timed.
        Film.of(Codec.OPUS);
        var topic = new Topic<StartupSample>(
                "startup",
                "Start",
                "starts",
                StartupSample.READY,
                StartupSample.OTHERS,
                List.of(),
                _ -> Optional.empty(),
                METHOD);
        Contest.hold(topic, options, List.of(1), (folder, all) -> all.add(new Starts(folder, kit)));
        return 0;
    }

    private record Starts(Path folder, Publisher.Kit kit) implements Contestant<StartupSample> {
        @Override
        public String name() {
            return OurServer.NAME;
        }

        /// What is measured is the start.
        @Override
        public void warmUp(int step, Duration time) {}

        @Override
        public StartupSample sample(int step, Duration window) throws IOException, InterruptedException {
            long start = System.nanoTime();
            try (var server = OurServer.start(Files.createTempDirectory(folder, "start"))) {
                double ready = (System.nanoTime() - start) / 1e6;
                var usage = Usage.of(server.pid());
                var whep = server.whep(1, kit);
                try (var stage = Stage.open(whep.publish(), 1, kit);
                        var audience = new Audience(kit)) {
                    var screen = new Audience.Screen(URI.create(Stage.address(whep.whep(), 0)), _ -> {});
                    Stage.awaitPlayable(() -> audience.join(screen, true));
                    double joined = (System.nanoTime() - start) / 1e6;
                    stage.check();
                    return new StartupSample(name(), step, ready, joined, usage.residentBytes(), usage.cpuSeconds());
                }
            }
        }

        @Override
        public void close() {}
    }
}
