package io.glasscast.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The score of all campaigns that were noted down, a line each in `docs/fuzzing.tsv`, and the table in
/// `docs/fuzzing.md` that is made of it.
final class FuzzRecord {
    private static final String BEGIN = "<!-- results: written by ./glasscast fuzz --record -->";
    private static final String END = "<!-- end of results -->";
    private static final int COLUMNS = 7;

    /// @param day of the last campaign
    record Sum(LocalDate day, FuzzScore score) {}

    private final Path lines;
    private final Path page;

    FuzzRecord(Path root) {
        lines = root.resolve("docs/fuzzing.tsv");
        page = root.resolve("docs/fuzzing.md");
    }

    /// Notes a campaign down, and writes the table anew.
    synchronized void add(LocalDate day, String target, FuzzScore score, List<String> targets) throws IOException {
        var line = String.join(
                "\t",
                day.toString(),
                target,
                Long.toString(score.seconds()),
                Long.toString(score.inputs()),
                Long.toString(score.edges()),
                Long.toString(score.features()),
                Integer.toString(score.findings()));
        Files.writeString(lines, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        write(targets);
    }

    /// Writes the table: a row for each of `targets`, in their order.
    void write(List<String> targets) throws IOException {
        var text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) throw new IOException(page + " has no place for results");
        var table = table(targets, sums(Files.exists(lines) ? Files.readAllLines(lines) : List.of()));
        Files.writeString(page, text.substring(0, from + BEGIN.length()) + "\n\n" + table + "\n" + text.substring(to));
    }

    static Map<String, Sum> sums(List<String> lines) {
        var sums = new LinkedHashMap<String, Sum>();
        for (var line : lines) {
            var cells = line.split("\t", -1);
            if (cells.length != COLUMNS || cells[0].equals("day")) continue;
            var day = LocalDate.parse(cells[0]);
            var score = new FuzzScore(
                    Long.parseLong(cells[2]),
                    Long.parseLong(cells[3]),
                    Long.parseLong(cells[4]),
                    Long.parseLong(cells[5]),
                    Integer.parseInt(cells[6]));
            sums.merge(
                    cells[1],
                    new Sum(day, score),
                    (before, now) -> new Sum(now.day(), before.score().then(now.score())));
        }
        return new TreeMap<>(sums);
    }

    static String table(List<String> targets, Map<String, Sum> sums) {
        var rows = new ArrayList<String>();
        rows.add("| target | last | seconds | inputs | edges | features | findings |");
        rows.add("|---|---|---:|---:|---:|---:|---:|");
        for (var target : targets) {
            var sum = sums.get(target);
            rows.add(
                    sum == null
                            ? "| `%s` | never | 0 | | | | |".formatted(target)
                            : String.format(
                                    Locale.ROOT,
                                    "| `%s` | %s | %,d | %,d | %,d | %,d | %d |",
                                    target,
                                    sum.day(),
                                    sum.score().seconds(),
                                    sum.score().inputs(),
                                    sum.score().edges(),
                                    sum.score().features(),
                                    sum.score().findings()));
        }
        return String.join("\n", rows) + "\n";
    }
}
