package io.glasscast.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One story, as it is written in a file; see `scenarios/README.md`.
///
/// @param trouble errors that the SDK may log on account of it
record Scenario(String name, List<JsonObject> steps, Optional<Pattern> trouble) {
    private static final Path FOLDER = Tools.MODULE.resolve("src/test/resources/scenarios");

    static List<Scenario> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Scenario::read)
                    .toList();
        }
    }

    private static Scenario read(Path file) {
        try {
            var json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            var steps = json.getAsJsonArray("steps").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
            var name = file.getFileName().toString().replace(".json", "");
            var trouble = Optional.ofNullable(json.get("trouble")).map(regex -> Pattern.compile(regex.getAsString()));
            return new Scenario(name, steps, trouble);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of the apps in it.
    Set<String> apps() {
        return steps.stream()
                .filter(step -> step.has("app"))
                .map(step -> step.get("app").getAsString())
                .collect(Collectors.toSet());
    }

    /// Whether what came is what was wanted: every member of `wanted`, and whatever else there may be.
    ///
    /// @param kept earlier answers, for `$name.member`
    static boolean fits(JsonElement wanted, JsonElement came, Map<String, JsonObject> kept) {
        if (wanted instanceof JsonObject members)
            return came instanceof JsonObject object
                    && members.entrySet().stream().allMatch(member -> {
                        var value = object.get(member.getKey());
                        if (member.getValue().isJsonNull()) return value == null || value.isJsonNull();
                        return value != null && fits(member.getValue(), value, kept);
                    });
        if (wanted instanceof JsonPrimitive text && text.isString()) {
            var said = text.getAsString();
            if (said.equals("*"))
                return came.isJsonPrimitive() && !came.getAsString().isEmpty();
            if (said.startsWith("$")) {
                int dot = said.indexOf('.');
                var answer = kept.get(said.substring(1, dot));
                return answer != null && came.equals(answer.get(said.substring(dot + 1)));
            }
        }
        return wanted.equals(came);
    }
}
