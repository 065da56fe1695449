package io.glasscast.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The wires between cloud and app in TypeScript.
 *
 * <p>Nothing here knows a name of the JSON: every record is written with every kind of value that it can hold, by the
 * writers that the cloud uses, and the types are those of what comes out. A field that is missing in one sample is
 * optional; a word that no sample put there is one of the protocol's own.
 */
final class WireTypes {
    /** Texts that samples put there. All others are the protocol's words. */
    private static final String TEXT = "some text";

    private static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");

    private static final Envelope FULL = Envelope.of(TEXT, TEXT, TIME);
    private static final Path SOURCES = Path.of("src/main/java/io/glasscast/contract");
    /** Prettier, which checks the file, breaks lines at 120; of unions only the alternatives are counted. */
    private static final int LINE = 118;

    /** Interfaces by name, in the order of their first use. */
    private final Map<String, String> interfaces = new LinkedHashMap<>();

    private final Map<String, String> unions = new LinkedHashMap<>();
    private final Map<Class<?>, Comment> comments = new LinkedHashMap<>();

    private WireTypes() {}

    /** The whole file. */
    static String typeScript() {
        var types = new WireTypes();
        types.envelope();
        types.family(AppToCloud.class, message -> Wire.write((AppToCloud) message, Envelope.NONE), true);
        types.family(CloudToApp.class, message -> Wire.write((CloudToApp) message, Envelope.NONE), true);
        types.family(Webhook.class, message -> Wire.write((Webhook) message), false);
        var text = new StringBuilder("""
                // What goes over an app's wires. `WireTypes` of the module `contract` wrote this from what its writers write.
                // Do not edit it, but renew it:
                //   %s
                """.formatted(WireTypesTest.RENEWAL));
        types.interfaces.forEach((name, body) -> text.append("\n").append(body));
        types.unions.forEach((name, union) -> text.append("\n").append(union));
        return text.toString();
    }

    private void envelope() {
        var written =
                JsonParser.parseString(Wire.write(new AppToCloud.Ping(), FULL)).getAsJsonObject();
        written.remove("type");
        // Two samples, of which one has none of it: all of it is optional.
        declare("Envelope", "", fields(List.of(written, new JsonObject()), Envelope.class), comment(Envelope.class));
    }

    /** One interface for each type name of each record, and the union of all. */
    private void family(Class<?> family, Function<Object, String> writer, boolean inEnvelope) {
        var names = new ArrayList<String>();
        for (var record : family.getPermittedSubclasses()) {
            var byType = samples(record).stream()
                    .map(writer)
                    .map(json -> JsonParser.parseString(json).getAsJsonObject())
                    .collect(Collectors.groupingBy(
                            json -> json.get("type").getAsString(), LinkedHashMap::new, Collectors.toList()));
            byType.forEach((type, written) -> {
                var name = byType.size() == 1 ? record.getSimpleName() : pascalCase(type);
                var base = inEnvelope ? " extends Envelope" : "";
                if (!declare(name, base, fields(written, record), comment(record)))
                    throw new AssertionError("two messages of the name " + name);
                names.add(name);
            });
        }
        var union = "export type " + family.getSimpleName() + " = " + alternatives(names) + ";\n";
        unions.put(family.getSimpleName(), comment(family).above("") + union.replace("= \n", "=\n"));
    }

    /** On one line, or one a line if they are many. */
    private static String alternatives(List<String> types) {
        var line = String.join(" | ", types);
        return line.length() > LINE - 30 ? "\n  | " + String.join("\n  | ", types) : line;
    }

    /** Says whether the name now means this, as it may have done before. */
    private boolean declare(String name, String base, String fields, Comment comment) {
        var body = comment.above("") + "export interface " + name + base + " " + fields + "\n";
        var before = interfaces.putIfAbsent(name, body);
        return before == null || before.equals(body);
    }

    /** The type of what was written in one place. */
    private String type(List<JsonElement> seen, Optional<Class<?>> record) {
        if (seen.isEmpty()) return "unknown";
        if (seen.stream().allMatch(JsonArray.class::isInstance)) {
            var elements = seen.stream()
                    .flatMap(array -> array.getAsJsonArray().asList().stream())
                    .toList();
            return type(elements, record) + "[]";
        }
        if (seen.stream().allMatch(JsonObject.class::isInstance)) {
            var objects = seen.stream().map(JsonElement::getAsJsonObject).toList();
            return record.flatMap(it -> named(objects, it))
                    .orElseGet(() -> fields(objects, record.orElse(Object.class)));
        }
        var values = seen.stream().map(JsonElement::getAsJsonPrimitive).toList();
        if (values.stream().allMatch(JsonPrimitive::isNumber)) return "number";
        if (values.stream().allMatch(JsonPrimitive::isBoolean)) return "boolean";
        Set<String> words =
                values.stream().map(JsonPrimitive::getAsString).collect(Collectors.toCollection(LinkedHashSet::new));
        if (words.removeAll(Set.of(TEXT, TIME.toString()))) {
            if (!words.isEmpty()) throw new AssertionError("a text, and words of the protocol: " + words);
            return "string";
        }
        return alternatives(words.stream().map(word -> '"' + word + '"').toList());
    }

    /** The name of these, unless there is more to them than the record's own writer knows. */
    private Optional<String> named(List<JsonObject> seen, Class<?> record) {
        var alone = writtenAlone(record);
        var known = new LinkedHashSet<String>();
        alone.forEach(json -> known.addAll(json.keySet()));
        if (!alone.isEmpty() && !seen.stream().allMatch(json -> known.containsAll(json.keySet())))
            return Optional.empty();
        var fields = fields(alone.isEmpty() ? seen : alone, record);
        return Optional.of(name(record)).filter(name -> declare(name, "", fields, comment(record)));
    }

    /** Samples from the writer that is for this record only; none if it is written as a part of others. */
    private static List<JsonObject> writtenAlone(Class<?> record) {
        for (var writers : List.of(Shapes.class, CloudToAppJson.class))
            for (var writer : writers.getDeclaredMethods())
                if (writer.getReturnType() == JsonObject.class
                        && Arrays.equals(writer.getParameterTypes(), new Class<?>[] {record})) {
                    writer.setAccessible(true);
                    return samples(record).stream()
                            .map(it -> written(writer, it))
                            .toList();
                }
        return List.of();
    }

    private static JsonObject written(Method writer, Object sample) {
        try {
            return (JsonObject) writer.invoke(null, sample);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String name(Class<?> record) {
        var around = record.getEnclosingClass();
        return (around != null && around.isRecord() ? around.getSimpleName() : "") + record.getSimpleName();
    }

    private String fields(List<JsonObject> seen, Class<?> record) {
        var names = new LinkedHashSet<String>();
        seen.forEach(json -> names.addAll(json.keySet()));
        if (names.isEmpty()) return "Record<string, unknown>";
        var lines = new StringBuilder("{\n");
        for (var name : names) {
            var values = seen.stream()
                    .filter(json -> json.has(name))
                    .map(json -> json.get(name))
                    .toList();
            var optional = values.size() < seen.size() ? "?" : "";
            lines.append(comment(record).of(name).above("  "))
                    .append("  %s%s: %s;\n"
                            .formatted(name, optional, type(values, recordBehind(name, record)))
                            .replace(": \n", ":\n")
                            .replaceAll("\n(?!$)", "\n  "));
        }
        return lines.append("}").toString();
    }

    /** The record that a field is written from: a component of its name, or else any component that is of such a type. */
    private static Optional<Class<?>> recordBehind(String field, Class<?> record) {
        if (!record.isRecord()) return Optional.empty();
        var components = Arrays.asList(record.getRecordComponents());
        return components.stream()
                .filter(component -> component.getName().equals(field))
                .findFirst()
                .or(() -> components.stream()
                        .filter(component ->
                                bare(component.getGenericType()).getSimpleName().equals(pascalCase(field)))
                        .findFirst())
                .<Class<?>>map(component -> bare(component.getGenericType()))
                .filter(Class::isRecord);
    }

    /** Without `Optional` or `List` around it. */
    private static Class<?> bare(Type type) {
        return type instanceof ParameterizedType around ? bare(around.getActualTypeArguments()[0]) : (Class<?>) type;
    }

    /**
     * For each combination of the record's words: the full record, the empty one, and the full one with each other
     * component in each other way.
     */
    private static List<Object> samples(Class<?> record) {
        var values = Arrays.stream(record.getRecordComponents())
                .map(component -> values(component.getGenericType()))
                .toList();
        var rows = new ArrayList<List<Object>>();
        for (var full : combinations(record.getRecordComponents(), values)) {
            rows.add(full);
            var empty = new ArrayList<>(full);
            for (int component = 0; component < full.size(); component++) {
                if (isWord(record.getRecordComponents()[component])) continue;
                for (var other : values.get(component)) {
                    var row = new ArrayList<>(full);
                    row.set(component, other);
                    rows.add(row);
                }
                empty.set(component, values.get(component).getLast());
            }
            rows.add(empty);
        }
        return rows.stream().map(row -> construct(record, row)).toList();
    }

    private static List<List<Object>> combinations(RecordComponent[] components, List<List<Object>> values) {
        List<List<Object>> rows = List.of(List.of());
        for (int component = 0; component < components.length; component++) {
            var taken = isWord(components[component])
                    ? values.get(component)
                    : values.get(component).subList(0, 1);
            rows = rows.stream()
                    .flatMap(row -> taken.stream().map(value -> with(row, value)))
                    .toList();
        }
        return rows;
    }

    private static boolean isWord(RecordComponent component) {
        return bare(component.getGenericType()).isEnum();
    }

    private static List<Object> with(List<Object> row, Object value) {
        var longer = new ArrayList<>(row);
        longer.add(value);
        return longer;
    }

    /** What a component can hold, as far as writers care; what is most comes first. */
    private static List<Object> values(Type type) {
        if (type == String.class) return List.of(TEXT);
        if (type == Instant.class) return List.of(TIME);
        if (type == boolean.class || type == Boolean.class) return List.of(true, false);
        if (type == OptionalInt.class) return List.of(OptionalInt.of(1), OptionalInt.empty());
        if (type == OptionalLong.class) return List.of(OptionalLong.of(1), OptionalLong.empty());
        if (type == OptionalDouble.class) return List.of(OptionalDouble.of(1.5), OptionalDouble.empty());
        if (type instanceof Class<?> kind && kind.isEnum()) return List.of(kind.getEnumConstants());
        if (type instanceof Class<?> kind && kind.isRecord()) return samples(kind);
        if (type instanceof ParameterizedType around) {
            var inner = values(around.getActualTypeArguments()[0]);
            if (around.getRawType() == List.class) return List.of(inner, List.of());
            if (around.getRawType() == Optional.class) {
                var values = new ArrayList<Object>();
                inner.forEach(value -> values.add(Optional.of(value)));
                values.add(Optional.empty());
                return values;
            }
        }
        throw new AssertionError("no sample of " + type);
    }

    private static Object construct(Class<?> record, List<Object> values) {
        var types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return record.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String pascalCase(String name) {
        return Arrays.stream(name.split("_", -1))
                .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
                .collect(Collectors.joining());
    }

    /** What the source says of a type and its parts. */
    private record Comment(String words, Map<String, String> parts) {
        static final Comment NONE = new Comment("", Map.of());
        private static final Pattern PARAM = Pattern.compile("@param\\s+(\\w+)\\s+([^@]*)");

        static Comment parse(String javadoc) {
            var text = javadoc.replaceAll("(?m)^\\s*\\*", "")
                    .replaceAll("\\{@code ([^}]*)}", "`$1`")
                    .replaceAll("\\{@link ([^}]*)}", "$1")
                    .replaceAll("\\s+", " ");
            var parts = PARAM.matcher(text)
                    .results()
                    .collect(Collectors.toMap(
                            found -> found.group(1), found -> found.group(2).strip()));
            return new Comment(text.replaceAll("@param.*", "").strip(), parts);
        }

        Comment of(String part) {
            return new Comment(sentence(parts.getOrDefault(part, "")), Map.of());
        }

        private static String sentence(String words) {
            return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
        }

        String above(String indent) {
            if (words.isEmpty()) return "";
            var lines = new StringBuilder();
            var line = new StringBuilder();
            for (var word : words.split(" ", -1)) {
                if (indent.length() + line.length() + word.length() + 8 > LINE) {
                    lines.append(indent).append(" *").append(line).append("\n");
                    line.setLength(0);
                }
                line.append(" ").append(word);
            }
            return lines.isEmpty()
                    ? indent + "/**" + line + " */\n"
                    : indent + "/**\n" + lines + indent + " *" + line + "\n" + indent + " */\n";
        }
    }

    private Comment comment(Class<?> type) {
        var known = comments.get(type);
        if (known != null) return known;
        var read = type.getPackage() == WireTypes.class.getPackage() ? read(type) : Comment.NONE;
        comments.put(type, read);
        return read;
    }

    /** The comment above a type's declaration; its parts are also those of records that are written into it. */
    private Comment read(Class<?> type) {
        String source;
        try {
            source = Files.readString(SOURCES.resolve(type.getNestHost().getSimpleName() + ".java"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        var own = Pattern.compile("/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*(?:public )?(?:sealed )?(?:record|interface) "
                        + type.getSimpleName() + "\\b")
                .matcher(source)
                .results()
                .map(found -> Comment.parse(found.group(1)))
                .findFirst()
                .orElse(Comment.NONE);
        var parts = new LinkedHashMap<String, String>();
        if (type.isRecord())
            for (var component : type.getRecordComponents()) {
                var inner = bare(component.getGenericType());
                if (inner.isRecord()) parts.putAll(comment(inner).parts());
            }
        parts.putAll(own.parts());
        return new Comment(own.words(), parts);
    }
}
