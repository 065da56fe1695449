package io.glasscast.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One REST call, taken apart.
///
/// @param path   parameters of the path
/// @param query  parameters of the query
/// @param bearer the token it came with
/// @param body   an object; empty when there was none
record Call(Map<String, String> path, Map<String, String> query, Optional<String> bearer, JsonObject body) {
    private static final int DEPTH_LIMIT = 16;
    private static final int LIST_LIMIT = 64;
    /// Beyond, doubles leave whole numbers out.
    private static final double MOST_EXACT = 1L << 53;

    /// The body of a call; empty when it is no JSON object.
    static Optional<JsonObject> parse(String text) {
        if (text.isBlank()) return Optional.of(new JsonObject());
        try (var reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEPTH_LIMIT);
            return JsonParser.parseReader(reader) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (JsonParseException | IOException | IllegalStateException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    String path(String name) {
        return path.getOrDefault(name, "");
    }

    /// From the body, or else the query.
    Optional<String> text(String name) {
        return body.get(name) instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString())
                : Optional.ofNullable(query.get(name));
    }

    Optional<Boolean> bool(String name) {
        return body.get(name) instanceof JsonPrimitive value && value.isBoolean()
                ? Optional.of(value.getAsBoolean())
                : Optional.empty();
    }

    /// A whole number; empty when there is none, or something else.
    OptionalLong number(String name) {
        if (!(body.get(name) instanceof JsonPrimitive value) || !value.isNumber()) return OptionalLong.empty();
        double number = value.getAsDouble();
        return number == Math.rint(number) && Math.abs(number) <= MOST_EXACT
                ? OptionalLong.of((long) number)
                : OptionalLong.empty();
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        if (body.get(name) instanceof JsonArray array)
            for (JsonElement element : array)
                if (texts.size() < LIST_LIMIT && element instanceof JsonPrimitive value && value.isString())
                    texts.add(value.getAsString());
        return texts;
    }
}
