package io.glasscast.contract;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records with every kind of value that they can hold. */
final class WireSamples {
    /** Texts that samples put there. All others are the protocol's words. */
    static final String TEXT = "some text";

    static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");

    private WireSamples() {}

    /** Without `Optional` or `List` around it. */
    static Class<?> bare(Type type) {
        return type instanceof ParameterizedType around ? bare(around.getActualTypeArguments()[0]) : (Class<?>) type;
    }

    /**
     * For each combination of the record's words: the full record, the empty one, and the full one with each other
     * component in each other way.
     */
    static List<Object> of(Class<?> record) {
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
        if (type instanceof Class<?> kind && kind.isRecord()) return of(kind);
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
}
