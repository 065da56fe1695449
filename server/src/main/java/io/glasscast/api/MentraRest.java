package io.glasscast.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.store.User;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The few HTTP calls that clients of MentraOS make by themselves.
final class MentraRest {
    private static final Logger LOG = LoggerFactory.getLogger(MentraRest.class);

    /// The newest client that this server was tried with; older ones are told nothing worse than this.
    private static final String LATEST_SDK = "3.0.0-alpha.4";

    private static final String REQUIRED_SDK = "2.1.0";

    /// Newer clients keep the path of their socket in front of every call.
    private static final List<String> PREFIXES = List.of("", "/ws/miniapp");

    private static final Reply NO_CAMERA =
            Reply.mentraError(403, "PERMISSION_DENIED", "Camera permission required for managed streams");

    private final ControlRoom room;
    private final OutputRest outputs;
    private final StorageRest storage;

    MentraRest(ControlRoom room, OutputRest outputs) {
        this.room = room;
        this.outputs = outputs;
        storage = new StorageRest(room.store(), room.observer());
    }

    void mount(RestRoutes routes) {
        for (var prefix : PREFIXES) {
            routes.on(HttpMethod.GET, prefix + "/api/sdk/version", _ -> version());
            routes.on(HttpMethod.GET, prefix + "/api/public/permissions/:packageName", this::permissions);
            // Whoever asks: there are none to tell.
            routes.on(HttpMethod.GET, prefix + "/appsettings/user/:packageName", _ -> settings());
            storage.mount(routes, prefix);
        }
        routes.on(HttpMethod.POST, "/api/client/device/state", call -> asUser(call, this::deviceState));
        routes.on(HttpMethod.POST, "/apps/:packageName/start", call -> asUser(call, this::start));
        routes.on(HttpMethod.POST, "/apps/:packageName/stop", call -> asUser(call, this::stop));
        for (var prefix : PREFIXES) {
            var all = prefix + "/api/streams/:streamId/outputs";
            routes.on(HttpMethod.GET, all, call -> asApp(call, outputs::list));
            routes.on(HttpMethod.POST, all, call -> asApp(call, outputs::add));
            routes.on(HttpMethod.DELETE, all + "/:outputId", call -> asApp(call, outputs::remove));
        }
    }

    private static Reply version() {
        var data = new JsonObject();
        data.addProperty("latest", LATEST_SDK);
        data.addProperty("required", REQUIRED_SDK);
        return Reply.mentraSuccess("data", data);
    }

    /// Apps have no settings here.
    private static Reply settings() {
        return Reply.mentraSuccess("settings", new JsonArray());
    }

    private Reply permissions(Call call) {
        var app = room.store().apps().find(call.path("packageName"));
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
                .flatMap(room.store().glassesTokens()::authenticate)
                .map(user -> serve.apply(call, user))
                .orElseGet(() -> refused("glasses-token", "Invalid core token"));
    }

    private Reply deviceState(Call call, User user) {
        var connected = call.bool("connected");
        var wifi = call.bool("wifiConnected");
        var model = call.text("modelName").or(() -> call.text("deviceModel"));
        if (connected.isPresent() || wifi.isPresent() || model.isPresent())
            room.glassesState(
                    user.email(), new GlassesToCloud.GlassesConnectionState(model, connected.orElse(true), wifi));
        return Reply.mentraSuccess("appliedState", call.body());
    }

    private Reply start(Call call, User user) {
        return outcome(room.startApp(user.email(), call.path("packageName")));
    }

    private Reply stop(Call call, User user) {
        return outcome(room.stopApp(user.email(), call.path("packageName")));
    }

    private static Reply outcome(ControlRoom.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Reply.mentraSuccess("data", new JsonObject());
            case NO_SUCH_USER, NO_SUCH_APP -> Reply.mentraError(404, "NOT_FOUND", "There is no such app");
        };
    }

    /// With the API key of an app that may use the camera.
    private Reply asApp(Call call, BiFunction<Call, String, Reply> serve) {
        var packageName = call.text("packageName");
        if (packageName.isEmpty()) return Reply.mentraError(400, "MISSING_PARAM", "packageName is required");
        return call.bearer()
                .flatMap(key -> room.store().apps().authenticate(packageName.get(), key))
                .map(app -> app.camera() ? served(call, app.packageName(), serve) : NO_CAMERA)
                .orElseGet(() -> refused("api-key", "Invalid API key"));
    }

    private Reply refused(String why, String words) {
        room.observer().refused(why);
        return Reply.mentraError(401, "UNAUTHORIZED", words);
    }

    private static Reply served(Call call, String app, BiFunction<Call, String, Reply> serve) {
        try {
            return serve.apply(call, app);
        } catch (IllegalStateException e) {
            LOG.error("a call failed", e);
            return Reply.mentraError(500, "INTERNAL_ERROR", "The server could not do this");
        }
    }
}
