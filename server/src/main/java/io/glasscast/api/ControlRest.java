package io.glasscast.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.DeskView;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamView;
import io.glasscast.store.App;
import io.glasscast.store.Store;
import io.glasscast.store.User;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The operator's REST: apps, users, sessions and streams, under `/api/v1`, with the admin token as bearer.
public final class ControlRest {
    private final ControlRoom room;
    private final StreamMeter meter;
    private final OutputRest outputs;
    private final Store store;
    private final byte[] adminToken;

    /// @param adminToken who has it may do everything
    /// @param meter      tells of each stream what flows through it
    public ControlRest(ControlRoom room, String adminToken, StreamMeter meter) {
        if (adminToken.isEmpty()) throw new IllegalArgumentException("the admin token must not be empty");
        this.room = room;
        this.meter = meter;
        outputs = new OutputRest(room, meter);
        store = room.store();
        this.adminToken = adminToken.getBytes(UTF_8);
    }

    /// Also mounts what MentraOS clients call.
    public void mount(Router router) {
        var routes = new RestRoutes(router);
        admin(routes, HttpMethod.GET, "/api/v1/apps", _ -> Reply.ok(list(store.apps(), ControlRest::json)));
        admin(routes, HttpMethod.POST, "/api/v1/apps", this::addApp);
        admin(
                routes,
                HttpMethod.GET,
                "/api/v1/apps/:packageName",
                call -> store.app(call.path("packageName"))
                        .map(app -> Reply.ok(json(app)))
                        .orElseGet(ControlRest::noSuchApp));
        admin(routes, HttpMethod.PUT, "/api/v1/apps/:packageName", this::changeApp);
        admin(routes, HttpMethod.DELETE, "/api/v1/apps/:packageName", this::removeApp);
        admin(routes, HttpMethod.POST, "/api/v1/apps/:packageName/key", this::renewKey);
        admin(routes, HttpMethod.GET, "/api/v1/users", _ -> Reply.ok(list(store.users(), ControlRest::json)));
        admin(routes, HttpMethod.POST, "/api/v1/users", this::addUser);
        admin(routes, HttpMethod.DELETE, "/api/v1/users/:user", this::removeUser);
        admin(routes, HttpMethod.POST, "/api/v1/users/:user/tokens", this::addToken);
        admin(routes, HttpMethod.DELETE, "/api/v1/users/:user/tokens", this::revokeTokens);
        admin(routes, HttpMethod.GET, "/api/v1/sessions", _ -> Reply.ok(sessions()));
        admin(routes, HttpMethod.POST, "/api/v1/sessions", this::startSession);
        admin(routes, HttpMethod.DELETE, "/api/v1/sessions/:user/:packageName", this::stopSession);
        admin(routes, HttpMethod.GET, "/api/v1/streams", _ -> Reply.ok(streams()));
        admin(
                routes,
                HttpMethod.GET,
                "/api/v1/streams/:streamId",
                call -> stream(call.path("streamId"))
                        .map(Reply::ok)
                        .orElseGet(() -> Reply.notFound("There is no such stream")));
        var all = "/api/v1/streams/:streamId/outputs";
        admin(routes, HttpMethod.GET, all, outputs::list);
        admin(routes, HttpMethod.POST, all, outputs::add);
        admin(routes, HttpMethod.DELETE, all + "/:outputId", outputs::remove);
        new MentraRest(room, outputs).mount(routes);
    }

    private void admin(RestRoutes routes, HttpMethod method, String path, Function<Call, Reply> serve) {
        routes.on(method, path, call -> {
            boolean right = call.bearer()
                    .filter(token -> MessageDigest.isEqual(token.getBytes(UTF_8), adminToken))
                    .isPresent();
            return right ? serve.apply(call) : Reply.problem(401, "Unauthorized", "The admin token is needed");
        });
    }

    private Reply addApp(Call call) {
        var app = app(call, call.text("packageName").orElse(""), Optional.empty());
        return store.addApp(app)
                .map(key -> {
                    var json = json(app);
                    json.addProperty("apiKey", key);
                    return Reply.created(json);
                })
                .orElseGet(() -> Reply.problem(409, "Taken", "There is an app of this package name already"));
    }

    private Reply changeApp(Call call) {
        var before = store.app(call.path("packageName"));
        if (before.isEmpty()) return noSuchApp();
        var app = app(call, call.path("packageName"), before);
        if (!store.changeApp(app)) return noSuchApp();
        room.appChanged(app);
        return Reply.ok(json(app));
    }

    private static App app(Call call, String packageName, Optional<App> before) {
        Set<String> permissions = call.body().has("permissions")
                ? new LinkedHashSet<>(call.texts("permissions"))
                : before.map(App::permissions).orElse(Set.of());
        var webhook = call.body().has("webhook")
                ? call.text("webhook").filter(url -> !url.isEmpty()).map(URI::create)
                : before.flatMap(App::webhook);
        return new App(
                packageName,
                call.text("name").or(() -> before.map(App::name)).orElse(packageName),
                permissions,
                webhook);
    }

    private Reply removeApp(Call call) {
        if (!store.removeApp(call.path("packageName"))) return noSuchApp();
        room.appRemoved(call.path("packageName"));
        return Reply.done();
    }

    private Reply renewKey(Call call) {
        return store.renewKey(call.path("packageName"))
                .map(key -> {
                    var json = new JsonObject();
                    json.addProperty("packageName", call.path("packageName"));
                    json.addProperty("apiKey", key);
                    return Reply.created(json);
                })
                .orElseGet(ControlRest::noSuchApp);
    }

    private Reply addUser(Call call) {
        var user = new User(call.text("user").or(() -> call.text("email")).orElse(""));
        return store.addUser(user)
                .map(token -> Reply.created(token(user.email(), token)))
                .orElseGet(() -> Reply.problem(409, "Taken", "There is such a user already"));
    }

    private Reply removeUser(Call call) {
        if (!store.removeUser(call.path("user"))) return noSuchUser();
        room.userRemoved(call.path("user"));
        return Reply.done();
    }

    private Reply addToken(Call call) {
        var user = User.canonical(call.path("user"));
        return store.addToken(user)
                .map(token -> Reply.created(token(user, token)))
                .orElseGet(ControlRest::noSuchUser);
    }

    private Reply revokeTokens(Call call) {
        if (!store.hasUser(call.path("user"))) return noSuchUser();
        store.revokeTokens(call.path("user"));
        return Reply.done();
    }

    private Reply startSession(Call call) {
        return outcome(room.startApp(
                call.text("user").orElse(""), call.text("packageName").orElse("")));
    }

    private Reply stopSession(Call call) {
        return outcome(room.stopApp(call.path("user"), call.path("packageName")));
    }

    private static Reply outcome(ControlRoom.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Reply.done();
            case NO_SUCH_USER -> noSuchUser();
            case NO_SUCH_APP -> noSuchApp();
        };
    }

    private static Reply noSuchApp() {
        return Reply.notFound("There is no such app");
    }

    private static Reply noSuchUser() {
        return Reply.notFound("There is no such user");
    }

    private JsonArray sessions() {
        var sessions = new JsonArray();
        for (var desk : room.desks()) for (var session : desk.sessions()) sessions.add(json(desk, session));
        return sessions;
    }

    private static JsonObject json(DeskView desk, DeskView.Session session) {
        var json = new JsonObject();
        json.addProperty("sessionId", ControlRoom.sessionId(desk.userId(), session.packageName()));
        json.addProperty("user", desk.userId());
        json.addProperty("packageName", session.packageName());
        json.addProperty("state", session.state().name().toLowerCase(Locale.ROOT));
        json.addProperty("glassesConnected", desk.glassesConnected());
        return json;
    }

    private static JsonObject json(App app) {
        var json = new JsonObject();
        json.addProperty("packageName", app.packageName());
        json.addProperty("name", app.name());
        json.add("permissions", list(app.sortedPermissions(), JsonPrimitive::new));
        app.webhook().ifPresent(webhook -> json.addProperty("webhook", webhook.toString()));
        return json;
    }

    private static JsonObject json(User user) {
        var json = new JsonObject();
        json.addProperty("user", user.email());
        return json;
    }

    private static JsonObject token(String user, String token) {
        var json = new JsonObject();
        json.addProperty("user", user);
        json.addProperty("glassesToken", token);
        return json;
    }

    /// Those of users, and those that publishers opened by naming them.
    private JsonArray streams() {
        var streams = list(room.streams(), this::json);
        for (var name : meter.named()) streams.add(named(name));
        return streams;
    }

    private Optional<JsonObject> stream(String streamId) {
        return room.stream(streamId)
                .map(this::json)
                .or(() -> meter.named().contains(streamId) ? Optional.of(named(streamId)) : Optional.empty());
    }

    /// A stream of nobody's: who knows its name may publish and watch.
    private JsonObject named(String name) {
        var json = new JsonObject();
        json.addProperty("streamId", name);
        json.addProperty("kind", "named");
        addFlow(json, name);
        json.addProperty("state", json.get("publisher").isJsonNull() ? "initializing" : "active");
        addUrls(json, room.playback(new StreamNames(name, name, name)));
        return json;
    }

    /// For the operator, so with the addresses to watch, but never with the one to publish.
    private JsonObject json(StreamView stream) {
        var json = new JsonObject();
        json.addProperty("streamId", stream.streamId());
        json.addProperty("user", stream.userId());
        json.addProperty("kind", stream.kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("state", stream.state());
        json.addProperty("createdAt", stream.createdAt().toString());
        json.add("apps", list(stream.apps(), JsonPrimitive::new));
        stream.urls().ifPresent(urls -> addUrls(json, urls));
        addFlow(json, stream.streamId());
        stream.reported().fps().ifPresent(fps -> json.addProperty("fps", fps));
        json.add("outputs", outputs.json(stream));
        return json;
    }

    private void addFlow(JsonObject json, String streamId) {
        var flow = meter.flow(streamId);
        json.add(
                "publisher",
                flow.publisher().<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
        var viewers = new JsonObject();
        flow.viewers().forEach(viewers::addProperty);
        json.add("viewers", viewers);
        json.addProperty("bitrate", flow.bitrate());
        json.addProperty("loss", flow.loss());
    }

    private static void addUrls(JsonObject json, PlaybackUrls urls) {
        json.addProperty("hlsUrl", urls.hlsUrl());
        json.addProperty("dashUrl", urls.dashUrl());
        urls.webrtcUrl().ifPresent(url -> json.addProperty("webrtcUrl", url));
        urls.previewUrl().ifPresent(url -> json.addProperty("previewUrl", url));
        urls.thumbnailUrl().ifPresent(url -> json.addProperty("thumbnailUrl", url));
    }

    private static <T> JsonArray list(Iterable<T> items, Function<T, ? extends JsonElement> json) {
        var array = new JsonArray();
        for (var item : items) array.add(json.apply(item));
        return array;
    }
}
