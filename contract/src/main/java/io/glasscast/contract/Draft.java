package io.glasscast.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A JSON object in the making; what is absent is left out. */
final class Draft {
    private final JsonObject json = new JsonObject();

    /** A message of this type. */
    static Draft of(String type) {
        return new Draft().put("type", type);
    }

    Draft put(String name, String value) {
        json.addProperty(name, value);
        return this;
    }

    Draft put(String name, boolean value) {
        json.addProperty(name, value);
        return this;
    }

    Draft put(String name, JsonElement value) {
        json.add(name, value);
        return this;
    }

    Draft put(String name, Instant value) {
        return put(name, value.toString());
    }

    Draft text(String name, Optional<String> value) {
        value.ifPresent(text -> put(name, text));
        return this;
    }

    Draft bool(String name, Optional<Boolean> value) {
        value.ifPresent(flag -> put(name, flag.booleanValue()));
        return this;
    }

    Draft put(String name, OptionalInt value) {
        value.ifPresent(number -> json.addProperty(name, number));
        return this;
    }

    Draft put(String name, OptionalLong value) {
        value.ifPresent(number -> json.addProperty(name, number));
        return this;
    }

    Draft put(String name, OptionalDouble value) {
        value.ifPresent(number -> {
            if (number == Math.rint(number) && Math.abs(number) < 1e15) json.addProperty(name, (long) number);
            else json.addProperty(name, number);
        });
        return this;
    }

    /** Unless it is empty. */
    Draft filled(String name, JsonObject value) {
        return value.size() == 0 ? this : put(name, value);
    }

    JsonObject json() {
        return json;
    }
}
