package io.glasscast.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.store.App;
import io.glasscast.store.User;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.BiFunction;

/// The few HTTP calls that clients of MentraOS make by themselves.
final class MentraRest {
    /// The newest client that this server was tried with; older ones are told nothing worse than this.
    private static final String LATEST_SDK = "3.0.0-alpha.4";

    private static final String REQUIRED_SDK = "2.1.0";

    private final ControlRoom room;

    MentraRest(ControlRoom room) {
        this.room = room;
    }

    void mount(RestRoutes routes) {
        // Newer clients keep the path of their socket in front of every call.
        for (var prefix : new String[] {"", "/ws/miniapp"}) {
            routes.on(HttpMethod.GET, prefix + "/api/sdk/version", _ -> version());
            routes.on(HttpMethod.GET, prefix + "/api/public/permissions/:packageName", this::permissions);
        }
        routes.on(HttpMethod.POST, "/api/client/device/state", call -> asUser(call, this::deviceState));
        routes.on(HttpMethod.POST, "/apps/:packageName/start", call -> asUser(call, this::start));
        routes.on(HttpMethod.POST, "/apps/:packageName/stop", call -> asUser(call, this::stop));
        routes.on(HttpMethod.GET, "/api/streams/:streamId/outputs", call -> asSharer(call, MentraRest::outputs));
        routes.on(HttpMethod.POST, "/api/streams/:streamId/outputs", call -> asSharer(call, (_, _) -> notYet()));
        routes.on(
                HttpMethod.DELETE,
                "/api/streams/:streamId/outputs/:outputId",
                call -> asSharer(call, (_, _) -> notYet()));
    }

    private static Reply version() {
        var data = new JsonObject();
        data.addProperty("latest", LATEST_SDK);
        data.addProperty("required", REQUIRED_SDK);
        return success("data", data);
    }

    private Reply permissions(Call call) {
        var app = room.store().app(call.path("packageName"));
        if (app.isEmpty()) return Reply.mentraError(404, "NOT_FOUND", "There is no such app");
        var permissions = new JsonArray();
        for (var permission : app.get().sortedPermissions()) {
            var json = new JsonObject();
            json.addProperty("type", permission);
            json.addProperty("description", "");
            json.addProperty("_id", permission);
            permissions.add(json);
        }
        var reply = new JsonObject();
        reply.addProperty("success", true);
        reply.addProperty("packageName", app.get().packageName());
        reply.add("permissions", permissions);
        return Reply.ok(reply);
    }

    /// With the token of the user's glasses.
    private Reply asUser(Call call, BiFunction<Call, User, Reply> serve) {
        return call.bearer()
                .flatMap(room.store()::authenticateGlasses)
                .map(user -> serve.apply(call, user))
                .orElseGet(() -> Reply.mentraError(401, "UNAUTHORIZED", "Invalid core token"));
    }

    private Reply deviceState(Call call, User user) {
        var connected = call.bool("connected");
        var wifi = call.bool("wifiConnected");
        var model = call.text("modelName").or(() -> call.text("deviceModel"));
        if (connected.isPresent() || wifi.isPresent() || model.isPresent())
            room.glassesState(
                    user.email(), new GlassesToCloud.GlassesConnectionState(model, connected.orElse(true), wifi));
        return success("appliedState", call.body());
    }

    private Reply start(Call call, User user) {
        return outcome(room.startApp(user.email(), call.path("packageName")));
    }

    private Reply stop(Call call, User user) {
        return outcome(room.stopApp(user.email(), call.path("packageName")));
    }

    private static Reply outcome(ControlRoom.Outcome outcome) {
        return switch (outcome) {
            case DONE -> success("data", new JsonObject());
            case NO_SUCH_USER, NO_SUCH_APP -> Reply.mentraError(404, "NOT_FOUND", "There is no such app");
        };
    }

    /// With an app's API key, for a stream that the app shares. Another's stream is as unknown as none.
    private Reply asSharer(Call call, BiFunction<Call, App, Reply> serve) {
        var packageName = call.text("packageName");
        if (packageName.isEmpty()) return Reply.mentraError(400, "MISSING_PARAM", "packageName is required");
        Optional<App> app = call.bearer().flatMap(key -> room.store().authenticate(packageName.get(), key));
        if (app.isEmpty()) return Reply.mentraError(401, "UNAUTHORIZED", "Invalid API key");
        boolean shares = room.stream(call.path("streamId"))
                .filter(stream -> stream.apps().contains(packageName.get()))
                .isPresent();
        return shares
                ? serve.apply(call, app.get())
                : Reply.mentraError(404, "STREAM_NOT_FOUND", "There is no such stream");
    }

    private static Reply outputs(Call call, App app) {
        var reply = new JsonObject();
        reply.addProperty("streamId", call.path("streamId"));
        reply.add("outputs", new JsonArray());
        reply.addProperty("total", 0);
        reply.addProperty("maxPerStream", 10);
        reply.addProperty("maxPerApp", 10);
        return Reply.ok(reply);
    }

    private static Reply notYet() {
        return Reply.mentraError(501, "NOT_IMPLEMENTED", "Restreaming is not available yet");
    }

    private static Reply success(String name, JsonObject value) {
        var reply = new JsonObject();
        reply.addProperty("success", true);
        reply.add(name, value);
        return Reply.ok(reply);
    }
}
