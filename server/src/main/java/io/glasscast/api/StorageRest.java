package io.glasscast.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.glasscast.store.App;
import io.glasscast.store.Store;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// What apps keep for their users (the *simple storage* of the SDKs): each app its own, with its key.
final class StorageRest {
    private static final String ALL = "/api/sdk/simple-storage/:userId", ONE = ALL + "/:key";

    /// All that an app may keep, with room for quotes and escapes.
    private static final int BODY_LIMIT = 2 * 1024 * 1024;
    /// As clients tell their authors.
    private static final int VALUE_LIMIT = 100_000;
    /// Longer ones are content.
    private static final int KEY_LIMIT = 256;

    private static final Reply DONE = Reply.mentraSuccess("data", new JsonObject());

    private final Store store;
    private final ControlObserver observer;

    StorageRest(Store store, ControlObserver observer) {
        this.store = store;
        this.observer = observer;
    }

    void mount(RestRoutes routes, String prefix) {
        routes.on(HttpMethod.GET, prefix + ALL, call -> asApp(call, this::all));
        routes.on(HttpMethod.PUT, prefix + ALL, BODY_LIMIT, call -> asApp(call, this::putAll));
        routes.on(HttpMethod.DELETE, prefix + ALL, call -> asApp(call, this::deleteAll));
        routes.on(HttpMethod.GET, prefix + ONE, call -> asApp(call, this::one));
        routes.on(HttpMethod.PUT, prefix + ONE, BODY_LIMIT, call -> asApp(call, this::putOne));
        routes.on(HttpMethod.DELETE, prefix + ONE, call -> asApp(call, this::deleteOne));
    }

    /// The bearer is `<package>:<API key>`.
    private Reply asApp(Call call, BiFunction<Call, String, Reply> serve) {
        var credentials = call.bearer().orElse("").split(":", 2);
        var app = credentials.length == 2
                ? store.apps().authenticate(credentials[0], credentials[1])
                : Optional.<App>empty();
        if (app.isEmpty()) {
            observer.refused("api-key");
            return Reply.mentraError(401, "UNAUTHORIZED", "Invalid API key");
        }
        if (!store.users().has(call.path("userId")))
            return Reply.mentraError(404, "NOT_FOUND", "There is no such user");
        return serve.apply(call, app.get().packageName());
    }

    private Reply all(Call call, String app) {
        var data = new JsonObject();
        store.storage().of(app, call.path("userId")).forEach(data::addProperty);
        return Reply.mentraSuccess("data", data);
    }

    private Reply one(Call call, String app) {
        return Optional.ofNullable(store.storage().of(app, call.path("userId")).get(call.path("key")))
                .map(value -> Reply.mentraSuccess("data", new JsonPrimitive(value)))
                .orElseGet(() -> Reply.mentraError(404, "NOT_FOUND", "Nothing is kept under this key"));
    }

    private Reply putAll(Call call, String app) {
        if (!(call.body().get("data") instanceof JsonObject data)) return malformed("data must be an object");
        return put(call, app, data.asMap());
    }

    private Reply putOne(Call call, String app) {
        var value = call.body().get("value");
        return value == null ? malformed("value is required") : put(call, app, Map.of(call.path("key"), value));
    }

    private Reply put(Call call, String app, Map<String, JsonElement> values) {
        var contents = new LinkedHashMap<String, String>();
        for (var entry : values.entrySet()) {
            if (entry.getKey().isEmpty() || entry.getKey().length() > KEY_LIMIT)
                return malformed("a key must have 1 to " + KEY_LIMIT + " characters");
            if (!(entry.getValue() instanceof JsonPrimitive value && value.isString()))
                return malformed("a value must be a string");
            if (value.getAsString().length() > VALUE_LIMIT)
                return Reply.mentraError(413, "TOO_LARGE", "A value has at most " + VALUE_LIMIT + " characters");
            contents.put(entry.getKey(), value.getAsString());
        }
        return store.storage().keep(app, call.path("userId"), contents)
                ? DONE
                : Reply.mentraError(413, "TOO_LARGE", "The app keeps too much for this user");
    }

    private Reply deleteOne(Call call, String app) {
        store.storage().drop(app, call.path("userId"), call.path("key"));
        return DONE;
    }

    private Reply deleteAll(Call call, String app) {
        store.storage().dropAll(app, call.path("userId"));
        return DONE;
    }

    private static Reply malformed(String why) {
        return Reply.mentraError(400, "MALFORMED", why);
    }
}
