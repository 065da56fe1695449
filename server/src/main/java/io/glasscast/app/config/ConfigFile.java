package io.glasscast.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the YAML file into dotted keys and plain text.
final class ConfigFile {
    /// A configuration has fifteen keys; this much leaves room for comments.
    private static final int BYTES = 256 * 1024;

    private ConfigFile() {}

    static Map<String, String> read(Path file) throws ConfigProblem {
        try {
            if (Files.size(file) > BYTES) throw new ConfigProblem(file + ": larger than " + BYTES + " bytes");
            var settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setAllowDuplicateKeys(false)
                    .build();
            var values = new LinkedHashMap<String, String>();
            flatten(file, "", new Load(settings).loadFromString(Files.readString(file)), values);
            return values;
        } catch (NoSuchFileException _) {
            throw new ConfigProblem(file + ": no such file");
        } catch (IOException e) {
            throw new ConfigProblem(file + ": cannot be read: " + e.getMessage());
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new ConfigProblem(file + ": line " + line + ": not YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new ConfigProblem(file + ": not YAML: " + oneLine(e.getMessage()));
        }
    }

    private static void flatten(Path file, String key, @Nullable Object value, Map<String, String> into)
            throws ConfigProblem {
        switch (value) {
            case null -> {
                if (!key.isEmpty()) throw new ConfigProblem(file + ": " + key + " has no value");
            }
            case Map<?, ?> map -> {
                for (var entry : map.entrySet())
                    flatten(
                            file,
                            key.isEmpty() ? entry.getKey() + "" : key + "." + entry.getKey(),
                            entry.getValue(),
                            into);
            }
            case List<?> list -> into.put(key, joined(file, key, list));
            default -> {
                if (key.isEmpty()) throw new ConfigProblem(file + ": must be keys and values, such as 'doors:'");
                into.put(key, value.toString());
            }
        }
    }

    private static String joined(Path file, String key, List<?> list) throws ConfigProblem {
        var parts = new ArrayList<String>();
        for (var part : list) {
            if (part == null || part instanceof Map || part instanceof List)
                throw new ConfigProblem(file + ": " + key + " must be a list of plain values");
            parts.add(part.toString());
        }
        return String.join(",", parts);
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "?" : text.replaceAll("\\s+", " ").strip();
    }
}
