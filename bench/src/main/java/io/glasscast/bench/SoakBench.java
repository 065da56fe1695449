package io.glasscast.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        description = {
            "Glasses, apps and viewers that come and go by all protocols, in fair and rough networks, for hours: whether this",
            "server holds on to anything of them, leaks a buffer or says that something failed. Ends with 1 if so."
        },
        mixinStandardHelpOptions = true)
final class SoakBench implements Callable<Integer> {
    /// The server parts with who has left within this.
    private static final Duration PARTING = Duration.ofSeconds(20);

    private static final String CONFIGURATION = """
            limits:
              requestsPerSecond: 100000
            logs:
              level: warn
            """;

    /// Every buffer is watched, and what the JVM takes outside of its heap is counted.
    ///
    /// What is only softly held is let go of at once: the twelve thousand entries of a signed jar's manifest would
    /// else be there until nobody has loaded a class from it for a quarter of an hour, and come again after that.
    private static final List<String> OPTIONS = List.of(
            "-Dio.netty.leakDetection.level=paranoid",
            "-XX:NativeMemoryTracking=summary",
            "-XX:SoftRefLRUPolicyMSPerMB=0");

    @Option(names = "--for", paramLabel = "TIME", description = "How long in all, nine rounds at least (default: 1h).")
    private String time = "1h";

    @Option(
            names = "--glasses",
            paramLabel = "N",
            description =
                    "Pairs at once, each with viewers by every door (default: 6, one by each way in each weather).")
    private int glasses = 6;

    private final List<SoakRound> rounds = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        var length = length();
        ContestOptions.atLeastOne("--glasses", glasses);
        var folder = Files.createTempDirectory("glasscast-soak");
        List<String> faults;
        try (var server = OurServer.start(folder, CONFIGURATION, OPTIONS);
                var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            var tide = Tide.at(server, http);
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end || rounds.size() < Drift.ROUNDS) {
                tide.comeAndGo(glasses);
                rounds.add(settled(server, http));
                System.err.printf("%4d  %s%n", rounds.size(), rounds.getLast());
            }
            faults = faults(server.log());
        } finally {
            delete(folder);
        }
        return judge(faults);
    }

    private Duration length() {
        try {
            var length = Duration.parse("PT" + time.toUpperCase(Locale.ROOT));
            if (length.isPositive()) return length;
        } catch (DateTimeParseException _) {
            // Told below.
        }
        throw new IllegalArgumentException("--for must be a time such as 10m or 1h, not '" + time + "'");
    }

    /// Waits until nobody is there any more.
    private static SoakRound settled(OurServer server, HttpClient http) throws IOException, InterruptedException {
        long until = System.nanoTime() + PARTING.toNanos();
        while (SoakRound.open(server, http) > 0 && System.nanoTime() < until) Thread.sleep(200);
        return SoakRound.of(server, http);
    }

    /// Lines of a log that nothing of what was done explains: a buffer that leaked, an error, an exception.
    /// Warnings may come of a machine that is busy.
    static List<String> faults(List<String> log) {
        return log.stream()
                .filter(line -> line.contains("LEAK") || line.contains(" ERROR ") || line.contains("Exception"))
                .distinct()
                .toList();
    }

    private int judge(List<String> faults) {
        System.out.println("| what | middle third | last third | grew |\n| --- | --- | --- | --- |");
        var drifts = Drift.all(rounds);
        for (var drift : drifts)
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %s |%n",
                    drift.what(),
                    drift.middle(),
                    drift.last(),
                    drift.grew() ? "yes" : "no");
        var complaints = Stream.concat(
                        drifts.stream().map(Drift::complaint).flatMap(Optional::stream),
                        faults.stream().map(line -> "the server said: " + line))
                .toList();
        for (var complaint : complaints) System.err.println("glasscast: " + complaint);
        return complaints.isEmpty() ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
