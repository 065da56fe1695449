package io.glasscast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Documents say what is true, as far as a machine can tell.
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SPECIFICATION = Pattern.compile("RFC \\d{4}|draft-[a-z0-9-]+[a-z0-9]");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    /// A test class in backquotes, and the test if one is named.
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]*Test)(?:\\.([a-z][A-Za-z]*))?`");

    /// The corpus of a fuzz target, or what the names of several begin with.
    private static final Pattern SEEDS = Pattern.compile("@Seeds\\(\\{?\"([a-z0-9-]+?)(?:-h264)?\"");

    private static final String SEED = "docs/seed/streaming.md", SENTENCES = "docs/seed/sentences.md";

    /// A row of two cells.
    private static final Pattern ROW = Pattern.compile("\\| (.*) \\| (.*) \\|");

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("/target/")
                            && !file.toString().contains("/node_modules/")
                            && !file.toString().contains("/."))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tests return nothing, or are made as they run.
    private static boolean has(String source, String test) {
        return source.contains(" void " + test + "(") || source.contains(" Stream<DynamicContainer> " + test + "(");
    }

    @Test
    void everySpecificationCitedIsListed() throws IOException {
        var listed = text(ROOT.resolve("docs/specs.md"));
        var unlisted = new TreeSet<String>();
        for (var file : files(".java"))
            SPECIFICATION
                    .matcher(text(file))
                    .results()
                    .map(result -> result.group())
                    .filter(specification -> !listed.contains(specification))
                    .forEach(specification -> unlisted.add(specification + " in " + ROOT.relativize(file)));
        assertThat(unlisted).isEmpty();
    }

    @Test
    void testsThatAreNamedExist() throws IOException {
        var missing = new TreeSet<String>();
        var tests = files("Test.java");
        for (var file : files(".md"))
            TEST.matcher(text(file)).results().forEach(named -> {
                boolean there = tests.stream()
                        .filter(test -> test.endsWith(named.group(1) + ".java"))
                        .anyMatch(test -> named.group(2) == null || has(text(test), named.group(2)));
                if (!there) missing.add(named.group() + " in " + ROOT.relativize(file));
            });
        assertThat(missing).isEmpty();
    }

    @Test
    void everySentenceOfTheSeedHasItsTest() {
        var rows = text(ROOT.resolve(SENTENCES))
                .lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .skip(1) // what the columns are
                .toList();
        assertThat(rows)
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(Sentences.of(text(ROOT.resolve(SEED))));
        assertThat(rows)
                .extracting(row -> row.group(2))
                .allMatch(shown -> shown.startsWith("Nothing to show: ")
                        || TEST.matcher(shown).results().anyMatch(test -> test.group(2) != null));
    }

    @Test
    void everyFuzzTargetHasItsRow() throws IOException {
        var page = text(ROOT.resolve("docs/fuzzing.md"));
        var corpora = files("FuzzTest.java").stream()
                .flatMap(file -> SEEDS.matcher(text(file)).results())
                .map(seeds -> seeds.group(1))
                .toList();
        assertThat(corpora).hasSizeGreaterThan(40).allMatch(corpus -> page.contains("\n| `" + corpus + "` |"));
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new TreeSet<String>();
        for (var file : files(".md")) {
            // The seed is kept as it came; its links are into the site it comes from.
            if (file.equals(ROOT.resolve(SEED)) || file.equals(ROOT.resolve(SENTENCES))) continue;
            LINK.matcher(text(file))
                    .results()
                    .map(result -> result.group(1))
                    .filter(target -> !Files.exists(file.resolveSibling(target)))
                    .forEach(target -> broken.add(ROOT.relativize(file) + " -> " + target));
        }
        assertThat(broken).isEmpty();
    }
}
