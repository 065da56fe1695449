package io.glasscast.bench;

import io.glasscast.glasses.uplink.Transport;
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
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        description = {
            "Glasses, publishers and viewers that come and go by all protocols, for hours: whether this server holds on to",
            "anything of them. Ends with 1 if something grows."
        },
        mixinStandardHelpOptions = true)
final class SoakBench implements Callable<Integer> {
    /// What each of them stays: long enough for every part of the server to be at work.
    private static final Duration VISIT = Duration.ofSeconds(2);

    /// The server parts with who has left within this.
    private static final Duration PARTING = Duration.ofSeconds(20);

    @Option(names = "--for", paramLabel = "TIME", description = "How long in all (default: 1h).")
    private String time = "1h";

    @Option(names = "--visitors", paramLabel = "N", description = "Viewers or users at once (default: 5).")
    private int visitors = 5;

    private final List<SoakRound> rounds = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        var length = length();
        ContestOptions.atLeastOne("--visitors", visitors);
        var folder = Files.createTempDirectory("glasscast-soak");
        try (var server = OurServer.start(folder);
                var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            var guests = guests(server, http);
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                for (var guest : guests) guest.sample(visitors, VISIT);
                rounds.add(settled(server, http));
                System.err.printf("%4d  %s%n", rounds.size(), rounds.getLast());
            }
        } finally {
            delete(folder);
        }
        return judge();
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

    /// Each brings publishers and viewers of its own, and takes them away again. None is closed: that would close the
    /// server.
    private static List<Contestant<?>> guests(OurServer server, HttpClient http)
            throws IOException, InterruptedException {
        var kit = Publisher.Kit.create();
        return List.of(
                server.whep(1, kit),
                server.hls(kit),
                server.rtmp(kit),
                server.ingest(Transport.SRT, kit),
                ControlServer.of(server, http));
    }

    /// Waits until nobody is there any more.
    private static SoakRound settled(OurServer server, HttpClient http) throws IOException, InterruptedException {
        long until = System.nanoTime() + PARTING.toNanos();
        while (true) {
            var round = SoakRound.of(server, http);
            if (round.open() == 0 || System.nanoTime() > until) return round;
            Thread.sleep(500);
        }
    }

    private int judge() {
        if (rounds.size() < Drift.ROUNDS) {
            System.out.println(
                    "Too short to say anything: " + rounds.size() + " rounds, of " + Drift.ROUNDS + " at least.");
            return 0;
        }
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
        var complaints =
                drifts.stream().map(Drift::complaint).flatMap(Optional::stream).collect(Collectors.joining("; "));
        if (!complaints.isEmpty()) System.err.println("glasscast: " + complaints);
        return complaints.isEmpty() ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
