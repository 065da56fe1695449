package io.glasscast.app.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;

/// JSON for people.
final class Words {
    private Words() {}

    /// The first member bare, and of the others those that are there: `com.example.live  permissions=CAMERA`.
    static String of(JsonObject object, String first, String... others) {
        var words = new ArrayList<String>();
        words.add(plain(object.get(first)));
        for (var name : others)
            if (object.has(name) && !plain(object.get(name)).isEmpty()) words.add(name + "=" + plain(object.get(name)));
        return String.join("  ", words);
    }

    private static String plain(JsonElement element) {
        if (element == null || element.isJsonNull()) return "";
        if (element.isJsonPrimitive()) return element.getAsString();
        if (element.isJsonArray()) {
            var parts = new ArrayList<String>();
            for (var part : element.getAsJsonArray()) parts.add(plain(part));
            return String.join(",", parts);
        }
        return element.toString();
    }
}
