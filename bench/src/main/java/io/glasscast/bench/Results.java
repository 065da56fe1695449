package io.glasscast.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was measured in one run, and how it is shown.
final class Results<S extends Sample> {
    /// How far somebody got.
    record Break(String contestant, int step, String why) {}

    private static final Gson GSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .registerTypeAdapter(
                    Instant.class, (JsonSerializer<Instant>) (instant, _, _) -> new JsonPrimitive(instant.toString()))
            .create();

    private final Topic<S> topic;
    private final Machine machine;
    private final Duration window;
    private final List<S> samples = new ArrayList<>();
    private final Map<String, Break> breaks = new LinkedHashMap<>();

    Results(Topic<S> topic, Machine machine, Duration window) {
        this.topic = topic;
        this.machine = machine;
        this.window = window;
    }

    void add(S sample) {
        samples.add(sample);
    }

    /// Where it broke before is forgotten: nobody is asked for as much again.
    void broke(String contestant, int step, String why) {
        breaks.put(contestant, new Break(contestant, step, why));
    }

    /// What it holds, and all figures of it.
    JsonObject json(S sample) {
        var json = new JsonObject();
        json.addProperty("event", "sample");
        GSON.toJsonTree(sample).getAsJsonObject().asMap().forEach(json::add);
        figures().forEach(figure -> json.addProperty(figure.key(), figure.of().applyAsDouble(sample)));
        return json;
    }

    String line(S sample) {
        return String.format(Locale.ROOT, "%-12s %4d %s: ", sample.contestant(), sample.step(), topic.steps())
                + figures()
                        .map(figure ->
                                figure.heading() + " " + figure.text(figure.of().applyAsDouble(sample)))
                        .collect(Collectors.joining(", "));
    }

    /// Medians of all rounds, in Markdown.
    String table() {
        var text = new StringBuilder();
        row(
                text,
                Stream.concat(
                        Stream.of(
                                topic.steps(),
                                "contestant",
                                topic.main().heading() + " (least to most)",
                                "ours / theirs"),
                        topic.others().stream().map(Figure::heading)));
        row(text, Stream.generate(() -> "---").limit(4L + topic.others().size()));
        bySteps().forEach((step, contestants) -> {
            double ours = topic.main()
                    .spread(contestants.getOrDefault(OurServer.NAME, List.of()))
                    .median();
            contestants.forEach((name, all) -> row(text, cells(step, name, all, ours)));
        });
        for (var broken : breaks.values())
            text.append("\n%s broke at %d %s: %s.\n"
                    .formatted(broken.contestant(), broken.step(), topic.steps(), broken.why()));
        return text.toString();
    }

    private Stream<String> cells(int step, String name, List<S> all, double ours) {
        var main = topic.main();
        var spread = main.spread(all);
        double ratio = name.equals(OurServer.NAME) ? Double.NaN : ours / spread.median();
        return Stream.concat(
                Stream.of(
                        Integer.toString(step),
                        name,
                        "%s (%s to %s)"
                                .formatted(
                                        main.text(spread.median()),
                                        main.text(spread.least()),
                                        main.text(spread.most())),
                        Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f", ratio)),
                topic.others().stream()
                        .map(figure -> figure.text(figure.spread(all).median())));
    }

    private static void row(StringBuilder text, Stream<String> cells) {
        text.append(cells.collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /// A report to be read, its charts, and everything as JSON.
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        var json = new JsonObject();
        json.add("machine", GSON.toJsonTree(machine));
        json.addProperty("windowSeconds", window.toSeconds());
        var all = new JsonArray();
        for (var sample : samples) all.add(json(sample));
        json.add("samples", all);
        json.add("breaks", GSON.toJsonTree(breaks.values()));
        Files.writeString(folder.resolve(topic.key() + ".json"), json + "\n");
        var pictures = new StringBuilder();
        for (var figure : topic.charts()) {
            var file = topic.key() + "-" + figure.key() + ".svg";
            Files.writeString(folder.resolve(file), chart(figure));
            pictures.append("![%s](%s)\n".formatted(figure.heading(), file));
        }
        Files.writeString(folder.resolve(topic.key() + ".md"), """
                # %s

                %s, %d cores; %s; %s. Began %s at a load of %.1f. %d samples of %d s, medians of each contestant's.

                %s
                ## Method

                %s
                %s""".formatted(
                        topic.title(),
                        machine.processor(),
                        machine.cores(),
                        machine.kernel(),
                        machine.java(),
                        machine.began(),
                        machine.load(),
                        samples.size(),
                        window.toSeconds(),
                        table(),
                        topic.method(),
                        pictures));
    }

    private String chart(Figure<S> figure) {
        var chart = new Chart(figure.heading(), topic.steps());
        bySteps()
                .forEach((step, contestants) -> contestants.forEach((name, all) ->
                        chart.point(name, step, figure.spread(all).median())));
        return chart.svg();
    }

    private Stream<Figure<S>> figures() {
        return Stream.concat(Stream.of(topic.main()), topic.others().stream());
    }

    private Map<Integer, Map<String, List<S>>> bySteps() {
        return samples.stream()
                .collect(Collectors.groupingBy(
                        Sample::step,
                        TreeMap::new,
                        Collectors.groupingBy(Sample::contestant, TreeMap::new, Collectors.toList())));
    }
}
