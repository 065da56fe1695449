package io.glasscast.contract;

import static io.glasscast.contract.WireSamples.TEXT;
import static io.glasscast.contract.WireSamples.TIME;
import static io.glasscast.contract.WireSamples.bare;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What goes over the wires.
 *
 * <p>Nothing here knows a name of the JSON: every record is written with every kind of value that it can hold, by the
 * writers that the cloud uses, and the kinds are those of what comes out. A field that is missing in one sample is
 * optional; a word that no sample put there is one of the protocol's own.
 */
final class WireModel {
    /** What a field holds. */
    sealed interface Kind {
        /** A text, number or truth value, or an object about which nothing is known, in the words of TypeScript. */
        record Plain(String name) implements Kind {}

        /** One of the protocol's own. */
        record Words(List<String> words) implements Kind {}

        /** An object that has a name. */
        record Named(String shape) implements Kind {}

        /** An object that is written in this place only. */
        record Nameless(List<Field> fields) implements Kind {}

        /** Any number of these. */
        record Several(Kind of) implements Kind {}
    }

    /** One field of an object. */
    record Field(String name, boolean optional, Kind kind, String words) {}

    /**
     * An object by name.
     *
     * @param message whether it is a message, which has what {@link Envelope} has beside its own
     */
    record Shape(String name, boolean message, List<Field> fields, String words) {}

    /** Before the names of messages as the older dialect has them. */
    private static final String OLDER = "Rtmp";

    private static final Envelope FULL = Envelope.of(TEXT, TEXT, TIME);

    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final WireComments comments = new WireComments();

    WireModel() {
        var written =
                JsonParser.parseString(Wire.write(new AppToCloud.Ping(), FULL)).getAsJsonObject();
        written.remove("type");
        // Two samples, of which one has none of it: all of it is optional.
        var fields = fields(List.of(written, new JsonObject()), Envelope.class, Envelope.class);
        declare(new Shape("Envelope", false, fields, words(Envelope.class)));
    }

    /** All so far, in the order of their first use. */
    List<Shape> shapes() {
        return List.copyOf(shapes.values());
    }

    String words(Class<?> type) {
        return comments.of(type).words();
    }

    /** Those of one record under each of its type names. */
    List<Shape> messages(Class<?> record, Function<Object, String> writer, boolean inEnvelope) {
        var byType = WireSamples.of(record).stream()
                .map(writer)
                .map(json -> JsonParser.parseString(json).getAsJsonObject())
                .collect(Collectors.groupingBy(
                        json -> json.get("type").getAsString(), LinkedHashMap::new, Collectors.toList()));
        var messages = new ArrayList<Shape>();
        byType.forEach((type, written) -> {
            var name = (messages.isEmpty() ? "" : OLDER) + record.getSimpleName();
            var shape = new Shape(name, inEnvelope, fields(written, record, record), words(record));
            if (!declare(shape)) throw new AssertionError("two messages of the name " + name);
            messages.add(shape);
        });
        return messages;
    }

    /** Says whether the name now means this, as it may have done before. */
    private boolean declare(Shape shape) {
        var before = shapes.putIfAbsent(shape.name(), shape);
        return before == null || before.equals(shape);
    }

    /** The kind of what was written in one place. */
    private Kind kind(List<JsonElement> seen, Optional<Class<?>> record, Class<?> around) {
        if (seen.isEmpty()) return new Kind.Plain("unknown");
        if (seen.stream().allMatch(JsonArray.class::isInstance)) {
            var elements = seen.stream()
                    .flatMap(array -> array.getAsJsonArray().asList().stream())
                    .toList();
            return new Kind.Several(kind(elements, record, around));
        }
        if (seen.stream().allMatch(JsonObject.class::isInstance)) {
            var objects = seen.stream().map(JsonElement::getAsJsonObject).toList();
            return record.flatMap(it -> named(objects, it))
                    .orElseGet(() -> nameless(fields(objects, record.orElse(Object.class), around)));
        }
        var values = seen.stream().map(JsonElement::getAsJsonPrimitive).toList();
        if (values.stream().allMatch(JsonPrimitive::isNumber)) return new Kind.Plain("number");
        if (values.stream().allMatch(JsonPrimitive::isBoolean)) return new Kind.Plain("boolean");
        Set<String> words =
                values.stream().map(JsonPrimitive::getAsString).collect(Collectors.toCollection(LinkedHashSet::new));
        if (words.removeAll(Set.of(TEXT, TIME.toString()))) {
            if (!words.isEmpty()) throw new AssertionError("a text, and words of the protocol: " + words);
            return new Kind.Plain("string");
        }
        return new Kind.Words(List.copyOf(words));
    }

    private static Kind nameless(List<Field> fields) {
        return fields.isEmpty() ? new Kind.Plain("Record<string, unknown>") : new Kind.Nameless(fields);
    }

    /** The name of these, unless there is more to them than the record's own writer knows. */
    private Optional<Kind> named(List<JsonObject> seen, Class<?> record) {
        var alone = writtenAlone(record);
        var known = new LinkedHashSet<String>();
        alone.forEach(json -> known.addAll(json.keySet()));
        if (!alone.isEmpty() && !seen.stream().allMatch(json -> known.containsAll(json.keySet())))
            return Optional.empty();
        var fields = fields(alone.isEmpty() ? seen : alone, record, record);
        var shape = new Shape(name(record), false, fields, words(record));
        return declare(shape) ? Optional.of(new Kind.Named(shape.name())) : Optional.empty();
    }

    /** Samples from the writer that is for this record only; none if it is written as a part of others. */
    private static List<JsonObject> writtenAlone(Class<?> record) {
        for (var writers : List.of(Shapes.class, CloudToAppJson.class))
            for (var writer : writers.getDeclaredMethods())
                if (writer.getReturnType() == JsonObject.class
                        && Arrays.equals(writer.getParameterTypes(), new Class<?>[] {record})) {
                    writer.setAccessible(true);
                    return WireSamples.of(record).stream()
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

    /** @param around whose comment says what that of the record does not */
    private List<Field> fields(List<JsonObject> seen, Class<?> record, Class<?> around) {
        var names = new LinkedHashSet<String>();
        seen.forEach(json -> names.addAll(json.keySet()));
        var fields = new ArrayList<Field>();
        for (var name : names) {
            var values = seen.stream()
                    .filter(json -> json.has(name))
                    .map(json -> json.get(name))
                    .toList();
            var kind = kind(values, recordBehind(name, record), around);
            var words = comments.of(record).of(name);
            if (words.isEmpty()) words = comments.of(around).of(name);
            fields.add(new Field(name, values.size() < seen.size(), kind, words));
        }
        return fields;
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

    private static String pascalCase(String name) {
        return Arrays.stream(name.split("_", -1))
                .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
                .collect(Collectors.joining());
    }
}
