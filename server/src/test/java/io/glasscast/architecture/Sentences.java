package io.glasscast.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the seed says, one sentence at a time: its prose, the rows of its tables, the members of its types and the
/// signatures of its methods, and its other code blocks by their first line. Headings are no sentences.
final class Sentences {
    private static final Pattern BETWEEN = Pattern.compile("(?<=[.?!]) ");
    private static final Pattern NOT_SAID = Pattern.compile("|>? ?#.*|\\*\\*\\*|\\|[ |-]+\\|");
    private static final Pattern TYPE = Pattern.compile("interface (\\w+) \\{");

    private final List<String> said = new ArrayList<>();

    private Sentences() {}

    static List<String> of(String markdown) {
        var sentences = new Sentences();
        var block = new ArrayList<String>();
        boolean code = false;
        for (var line : markdown.lines().toList()) {
            if (line.startsWith("```")) {
                sentences.block(block);
                block.clear();
                code = !code;
            } else if (code) block.add(line);
            else if (!NOT_SAID.matcher(line.strip()).matches()) sentences.line(line.strip());
        }
        return List.copyOf(sentences.said);
    }

    private void line(String line) {
        if (line.startsWith("|"))
            said.add(line.substring(1, line.length() - 1).strip().replaceAll(" *\\| *", ": "));
        else said.addAll(List.of(BETWEEN.split(line.replaceFirst("^[*>] ", ""))));
    }

    private void block(List<String> lines) {
        if (lines.stream().anyMatch(line -> line.contains("await"))) said.add("`" + lines.getFirst() + "` …");
        else declarations(lines);
    }

    private void declarations(List<String> lines) {
        var type = "";
        for (var line : lines) {
            var words = line.strip().replaceAll("\\s+", " ");
            var begun = TYPE.matcher(words);
            if (begun.matches()) type = begun.group(1) + ".";
            else if (words.equals("}")) type = "";
            else if (!words.isEmpty() && !words.startsWith("//")) said.add("`" + type + words + "`");
        }
    }
}
