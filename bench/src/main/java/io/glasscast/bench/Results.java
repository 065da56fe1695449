package io.glasscast.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What was measured in one run, and how it is shown.
final class Results {
    /// How far somebody got.
    record Break(String contestant, int viewers, String why) {}

    private static final Gson GSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .registerTypeAdapter(
                    Instant.class, (JsonSerializer<Instant>) (instant, _, _) -> new JsonPrimitive(instant.toString()))
            .create();

    private static final String METHOD = """
            One publisher shows 720p30 H.264 at 2 Mbit/s with sound, coded beforehand, in real time. Viewers do real ICE and
            DTLS; all but five decrypt until their first keyframe and then only count packets. CPU is what the kernel charges
            the server's process and its children (user and system) within the window, which begins three seconds after the
            last viewer has its keyframe; Gbit are those of RTP packets on UDP that arrived. Memory is the proportional set
            size. Latency is from a picture's leaving the publisher to its being whole and decrypted at one of the five. Join
            is from the WHEP request to the first whole keyframe, one viewer at a time, in the middle of the stream. Contestants
            take turns within each round. `floor` is a process that only seals the same packets (AES-128-GCM) and sends them
            in segments.
            """;

    private final Machine machine;
    private final Duration window;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Break> breaks = new ArrayList<>();

    Results(Machine machine, Duration window) {
        this.machine = machine;
        this.window = window;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    void broke(String contestant, int viewers, String why) {
        breaks.add(new Break(contestant, viewers, why));
    }

    static String json(Sample sample) {
        var json = new JsonObject();
        json.addProperty("event", "sample");
        GSON.toJsonTree(sample).getAsJsonObject().asMap().forEach(json::add);
        json.addProperty("cpuPerGbit", sample.cpuPerGbit());
        return json.toString();
    }

    static String line(Sample sample) {
        return "%-12s %4d viewers: %.3f CPU s/Gbit, %.0f %% of a core, %.0f MB, %.2f %% lost, latency p50 %.1f ms p99 %.1f ms, join %.1f ms (load: %.3f)"
                .formatted(
                        sample.contestant(),
                        sample.viewers(),
                        sample.cpuPerGbit(),
                        100 * sample.cpuShare(),
                        sample.residentBytes() / 1e6,
                        100 * sample.loss(),
                        sample.latencyMillis().median(),
                        sample.latencyMillis().p99(),
                        sample.joinMillis().median(),
                        sample.ownCpuPerGbit());
    }

    /// Medians of all rounds, in Markdown.
    String table() {
        var text = new StringBuilder();
        text.append(
                "| viewers | contestant | CPU s/Gbit (least to most) | ours / theirs | % of a core | MB | kB a viewer |"
                        + " lost % | latency ms p50 / p99 | join ms | load CPU s/Gbit |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|---|\n");
        byViewers().forEach((viewers, contestants) -> {
            double ours = contestants.containsKey(OurServer.NAME)
                    ? median(contestants.get(OurServer.NAME), Sample::cpuPerGbit)
                    : Double.NaN;
            contestants.forEach((name, all) -> {
                var cpu = spread(all, Sample::cpuPerGbit);
                text.append(
                        "| %d | %s | %.3f (%.3f to %.3f) | %s | %.0f | %.0f | %.0f | %.3f | %.1f / %.1f | %.1f | %.3f |%n"
                                .formatted(
                                        viewers,
                                        name,
                                        cpu.median(),
                                        cpu.least(),
                                        cpu.most(),
                                        name.equals(OurServer.NAME) ? "" : "%.2f".formatted(ours / cpu.median()),
                                        100 * median(all, Sample::cpuShare),
                                        median(all, Sample::residentBytes) / 1e6,
                                        median(all, Sample::bytesPerViewer) / 1e3,
                                        100 * median(all, Sample::loss),
                                        median(
                                                all,
                                                sample -> sample.latencyMillis().median()),
                                        median(
                                                all,
                                                sample -> sample.latencyMillis().p99()),
                                        median(
                                                all,
                                                sample -> sample.joinMillis().median()),
                                        median(all, Sample::ownCpuPerGbit)));
            });
        });
        for (var broken : breaks)
            text.append("\n%s broke at %d viewers: %s.".formatted(broken.contestant(), broken.viewers(), broken.why()));
        return text.append('\n').toString().replace("NaN", "–");
    }

    /// A report to be read, its charts, and everything as JSON.
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        var json = new JsonObject();
        json.add("machine", GSON.toJsonTree(machine));
        json.addProperty("windowSeconds", window.toSeconds());
        json.add("samples", GSON.toJsonTree(samples));
        json.add("breaks", GSON.toJsonTree(breaks));
        Files.writeString(folder.resolve("whep.json"), json + "\n");
        Files.writeString(folder.resolve("whep-cpu.svg"), chart("CPU seconds per delivered Gbit", Sample::cpuPerGbit));
        Files.writeString(
                folder.resolve("whep-latency.svg"),
                chart("Latency p99, ms", sample -> sample.latencyMillis().p99()));
        Files.writeString(
                folder.resolve("whep-memory.svg"), chart("Memory, MB", sample -> sample.residentBytes() / 1e6));
        Files.writeString(folder.resolve("whep.md"), """
                # WHEP fan-out

                %s, %d cores; %s; %s. Began %s at a load of %.1f. %d samples of %d s, medians of each contestant's.

                %s
                ## Method

                %s
                ![CPU seconds per delivered Gbit](whep-cpu.svg)
                ![Latency p99](whep-latency.svg)
                ![Memory](whep-memory.svg)
                """.formatted(
                        machine.processor(),
                        machine.cores(),
                        machine.kernel(),
                        machine.java(),
                        machine.began(),
                        machine.load(),
                        samples.size(),
                        window.toSeconds(),
                        table(),
                        METHOD));
    }

    private String chart(String title, ToDoubleFunction<Sample> value) {
        var chart = new Chart(title, "viewers");
        byViewers()
                .forEach((viewers, contestants) ->
                        contestants.forEach((name, all) -> chart.point(name, viewers, median(all, value))));
        return chart.svg();
    }

    private Map<Integer, Map<String, List<Sample>>> byViewers() {
        return samples.stream()
                .collect(Collectors.groupingBy(
                        Sample::viewers,
                        TreeMap::new,
                        Collectors.groupingBy(Sample::contestant, TreeMap::new, Collectors.toList())));
    }

    private static double median(List<Sample> all, ToDoubleFunction<Sample> value) {
        return spread(all, value).median();
    }

    private static Spread spread(List<Sample> all, ToDoubleFunction<Sample> value) {
        return Spread.of(all.stream().mapToDouble(value).toArray());
    }
}
