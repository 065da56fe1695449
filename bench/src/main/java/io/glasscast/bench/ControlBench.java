package io.glasscast.bench;

import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "control",
        description = {
            "Many sockets of glasses and apps: what they cost while nobody says anything, and how long a stream takes from the",
            "app's wish until it runs while others start theirs."
        },
        mixinStandardHelpOptions = true)
final class ControlBench implements Callable<Integer> {
    @Option(
            names = "--sessions",
            split = ",",
            paramLabel = "K",
            description = "Users with glasses and an app each, one measurement each (default: 10,100,500).")
    private List<Integer> sessions = List.of(10, 100, 500);

    @Mixin
    private final ContestOptions options = new ContestOptions();

    @Override
    public Integer call() throws Exception {
        ContestOptions.atLeastOne("--sessions", sessions);
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Contest.hold(
                    ControlSample.TOPIC,
                    options,
                    sessions,
                    (folder, all) -> all.add(ControlServer.of(OurServer.start(folder), http)));
        }
        return 0;
    }
}
