package io.glasscast.bench;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.protocol.dtls.DtlsIdentity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "whep",
        description = {
            "One stream of 720p30 at 2 Mbit/s with sound to many WebRTC viewers: what each Gbit costs the server, what",
            "latency it adds, how quickly a viewer joins, how much memory it takes. Contestants take turns: each round",
            "measures all of them, in another order."
        },
        mixinStandardHelpOptions = true)
final class WhepBench implements Callable<Integer> {
    /// More is a server that cannot keep up; a single packet is an accident.
    private static final double TOLERATED_LOSS = 0.001;

    /// A server that leaves pictures out delivers less; a keyframe more or less in the window does not matter.
    private static final double LEAST_DELIVERED = 0.8;

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "N",
            description = "How many at once, one measurement each (default: 1,10,50,100,200). Until something breaks.")
    private List<Integer> viewers = List.of(1, 10, 50, 100, 200);

    @Option(names = "--for", paramLabel = "TIME", description = "How long each measurement is (default: 10s).")
    private String window = "10s";

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            description = "How long each server works before anything is measured; 0s for not at all (default: 15s).")
    private String warmUpTime = "15s";

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is done (default: 5).")
    private int rounds = 5;

    @Option(
            names = "--against",
            paramLabel = "name=N,publish=URL,whep=URL,pid=P",
            description =
                    "Another server that runs already: where to publish to it (WHIP, SRT, RTMP), where to watch, and"
                            + " its process. May be given more than once.",
            split = "\\|")
    private List<String> against = List.of();

    @Option(names = "--no-floor", description = "Leave out the least that this machine can do for the same packets.")
    private boolean noFloor;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write a report with charts, and all samples as JSON.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print each sample as JSON, one a line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var each = duration("--for", window);
        var warmUp = duration("--warm-up", warmUpTime);
        if (rounds < 1 || viewers.stream().anyMatch(n -> n < 1))
            throw new IllegalArgumentException("--rounds and --viewers must be 1 or more");
        var kit = kit();
        var folder = Files.createTempDirectory("glasscast-bench");
        var contestants = new ArrayList<Contestant>();
        try {
            contestants.add(OurServer.start(folder).whep(kit));
            for (var text : against) contestants.add(WhepServer.parse(text, kit));
            if (!noFloor) contestants.add(new Floor());
            if (!warmUp.isZero()) for (var contestant : contestants) contestant.warmUp(warmUp);
            var results = play(contestants, each);
            if (!json) System.out.print(results.table());
            if (report != null) results.write(report);
            return 0;
        } finally {
            for (var contestant : contestants) contestant.close();
            delete(folder);
        }
    }

    private Results play(List<Contestant> contestants, Duration each) throws InterruptedException {
        var results = new Results(Machine.here(), each);
        // From where on each is not asked any more.
        var limits = new HashMap<String, Integer>();
        for (int round = 0; round < rounds; round++)
            for (int count : viewers) {
                var order = new ArrayList<>(contestants);
                Collections.rotate(order, round);
                for (var contestant : order) {
                    if (count >= limits.getOrDefault(contestant.name(), Integer.MAX_VALUE)) continue;
                    measure(contestant, count, each, results).ifPresent(why -> {
                        limits.put(contestant.name(), count);
                        results.broke(contestant.name(), count, why);
                    });
                }
            }
        return results;
    }

    private Optional<String> measure(Contestant contestant, int count, Duration each, Results results)
            throws InterruptedException {
        try {
            var sample = contestant.sample(count, each);
            results.add(sample);
            if (json) System.out.println(results.json(sample));
            else System.err.println(Results.line(sample));
            if (sample.loss() > TOLERATED_LOSS)
                return Optional.of("%.2f %% of the packets were lost".formatted(100 * sample.loss()));
            double share = sample.gbit()
                    * 1e9
                    / (count * each.toMillis() / 1e3 * Film.of(Codec.OPUS).bitsPerSecond());
            if (share < LEAST_DELIVERED)
                return Optional.of("viewers were sent %.0f %% of the stream".formatted(100 * share));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// `10s`, `2m`.
    private static Duration duration(String option, String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException(option + " must be a time such as 10s or 2m, not '" + text + "'");
        }
    }

    private static Publisher.Kit kit() {
        var chance = Chance.secure();
        var identity = DtlsIdentity.generate(chance, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(7));
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new Publisher.Kit(Time.system(), identity, http, chance);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
