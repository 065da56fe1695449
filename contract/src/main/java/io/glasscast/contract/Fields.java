package io.glasscast.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of one JSON object, read tolerantly: a field of the wrong kind counts as absent. */
final class Fields {
    /** No message has lists near this long; what follows is not read. */
    private static final int LIST_LIMIT = 256;

    private final JsonObject json;

    Fields(JsonObject json) {
        this.json = json;
    }

    Optional<String> text(String name) {
        return primitive(name).filter(JsonPrimitive::isString).map(JsonPrimitive::getAsString);
    }

    /** Like {@link #text}, and an empty string counts as absent. */
    Optional<String> filledText(String name) {
        return text(name).filter(value -> !value.isEmpty());
    }

    Optional<Boolean> bool(String name) {
        return primitive(name).filter(JsonPrimitive::isBoolean).map(JsonPrimitive::getAsBoolean);
    }

    OptionalDouble number(String name) {
        var field = primitive(name).filter(JsonPrimitive::isNumber);
        if (field.isEmpty()) return OptionalDouble.empty();
        // JSON's -0 is 0: the sum loses the sign.
        double value = Double.parseDouble(field.get().getAsString()) + 0.0;
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /** Rounded, and clamped to the type. */
    OptionalInt integer(String name) {
        var value = number(name);
        return value.isPresent() ? OptionalInt.of((int) Math.rint(value.getAsDouble())) : OptionalInt.empty();
    }

    /** Rounded, and clamped to the type. */
    OptionalLong longInteger(String name) {
        var value = number(name);
        return value.isPresent() ? OptionalLong.of((long) Math.rint(value.getAsDouble())) : OptionalLong.empty();
    }

    /** An ISO 8601 time, or milliseconds since 1970. */
    Optional<Instant> time(String name) {
        try {
            var text = text(name);
            if (text.isPresent())
                return Optional.of(OffsetDateTime.parse(text.get()).toInstant());
            var millis = longInteger(name);
            return millis.isPresent() ? Optional.of(Instant.ofEpochMilli(millis.getAsLong())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The object under `name`; empty when there is none. */
    Fields object(String name) {
        return json.get(name) instanceof JsonObject object ? new Fields(object) : new Fields(new JsonObject());
    }

    /** Whatever is under `name`; {@code null} counts as nothing. */
    Optional<JsonElement> element(String name) {
        return Optional.ofNullable(json.get(name)).filter(element -> !element.isJsonNull());
    }

    /** Of everything in it. */
    Set<String> names() {
        return json.keySet();
    }

    boolean has(String name) {
        return json.has(name) && !json.get(name).isJsonNull();
    }

    boolean hasObject(String name) {
        return json.get(name) instanceof JsonObject;
    }

    /** The elements under `name`, at most {@link #LIST_LIMIT}. */
    List<JsonElement> list(String name) {
        var elements = new ArrayList<JsonElement>();
        if (json.get(name) instanceof JsonArray array)
            for (var element : array) if (elements.size() < LIST_LIMIT) elements.add(element);
        return elements;
    }

    private Optional<JsonPrimitive> primitive(String name) {
        return json.get(name) instanceof JsonPrimitive primitive ? Optional.of(primitive) : Optional.empty();
    }
}
