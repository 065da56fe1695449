package io.glasscast.api;

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
import io.glasscast.store.GlassesToken;
import io.glasscast.store.Scope;
import io.glasscast.store.Store;
import io.glasscast.store.User;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The operator's REST: apps, users, tokens, sessions and streams, under `/api/v1`, with an admin token as
/// bearer.
public final class ControlRest {
    private static final String STREAM = "/api/v1/streams/:streamId";

    private final ControlRoom room;
    private final StreamMeter meter;
    private final OutputRest outputs;
    private final ViewerRest viewers;
    private final TokenRest tokens;
    private final Store store;
    private final Operators operators;

    /// @param adminToken who has it may do everything; others may do what the scope of their token says
    /// @param meter      tells of each stream what flows through it
    public ControlRest(ControlRoom room, String adminToken, StreamMeter meter) {
        this.room = room;
        this.meter = meter;
        outputs = new OutputRest(room, meter);
        viewers = new ViewerRest(room);
        store = room.store();
        tokens = new TokenRest(store);
        operators = new Operators(adminToken, store);
    }

    /// Whether whoever shows this token may look at what goes on. Asks the database.
    public boolean mayLook(String token) {
        return operators.scope(token).isPresent();
    }

    /// Also mounts what MentraOS clients call.
    public void mount(Router router) {
        var routes = new RestRoutes(router);
        administration(routes);
        operation(routes);
        viewing(routes);
        new MentraRest(room, outputs).mount(routes);
        new GlassesRest(room).mount(routes);
    }

    /// Who there is.
    private void administration(RestRoutes routes) {
        var apps = "/api/v1/apps";
        on(
                routes,
                Scope.READ,
                HttpMethod.GET,
                apps,
                _ -> Reply.ok(list(store.apps().all(), ControlRest::json)));
        on(routes, Scope.ADMIN, HttpMethod.POST, apps, this::addApp);
        var app = apps + "/:packageName";
        on(routes, Scope.READ, HttpMethod.GET, app, this::readApp);
        on(routes, Scope.ADMIN, HttpMethod.PUT, app, this::changeApp);
        on(routes, Scope.ADMIN, HttpMethod.DELETE, app, this::removeApp);
        on(routes, Scope.ADMIN, HttpMethod.POST, app + "/key", this::renewKey);
        var users = "/api/v1/users";
        on(
                routes,
                Scope.READ,
                HttpMethod.GET,
                users,
                _ -> Reply.ok(list(store.users().all(), ControlRest::json)));
        on(routes, Scope.ADMIN, HttpMethod.POST, users, this::addUser);
        on(routes, Scope.ADMIN, HttpMethod.DELETE, users + "/:user", this::removeUser);
        on(routes, Scope.ADMIN, HttpMethod.POST, users + "/:user/tokens", this::addToken);
        on(routes, Scope.ADMIN, HttpMethod.DELETE, users + "/:user/tokens", this::revokeTokens);
        var tokens = "/api/v1/tokens";
        on(routes, Scope.ADMIN, HttpMethod.GET, tokens, this.tokens::list);
        on(routes, Scope.ADMIN, HttpMethod.POST, tokens, this.tokens::add);
        on(routes, Scope.ADMIN, HttpMethod.DELETE, tokens + "/:tokenId", this.tokens::remove);
    }

    /// What goes on.
    private void operation(RestRoutes routes) {
        var sessions = "/api/v1/sessions";
        on(routes, Scope.READ, HttpMethod.GET, sessions, _ -> Reply.ok(sessions()));
        on(routes, Scope.CONTROL, HttpMethod.POST, sessions, this::startSession);
        on(routes, Scope.CONTROL, HttpMethod.DELETE, sessions + "/:user/:packageName", this::stopSession);
        scoped(routes, Scope.READ, HttpMethod.GET, "/api/v1/streams", (_, scope) -> Reply.ok(streams(scope)));
        scoped(
                routes,
                Scope.READ,
                HttpMethod.GET,
                STREAM,
                (call, scope) -> stream(call.path("streamId"), scope)
                        .map(Reply::ok)
                        .orElseGet(() -> Reply.notFound("There is no such stream")));
        var all = STREAM + "/outputs";
        on(routes, Scope.READ, HttpMethod.GET, all, outputs::list);
        on(routes, Scope.CONTROL, HttpMethod.POST, all, outputs::add);
        on(routes, Scope.CONTROL, HttpMethod.DELETE, all + "/:outputId", outputs::remove);
    }

    /// Who watches.
    private void viewing(RestRoutes routes) {
        var links = STREAM + "/shares";
        on(routes, Scope.READ, HttpMethod.GET, links, viewers::listLinks);
        on(routes, Scope.CONTROL, HttpMethod.POST, links, viewers::addLink);
        on(routes, Scope.CONTROL, HttpMethod.DELETE, links + "/:shareId", viewers::removeLink);
        on(routes, Scope.CONTROL, HttpMethod.POST, STREAM + "/playback-id", viewers::renewPlayback);
        var watching = STREAM + "/viewers";
        on(routes, Scope.READ, HttpMethod.GET, watching, viewers::listViewers);
        on(routes, Scope.CONTROL, HttpMethod.DELETE, watching + "/:viewerId", viewers::removeViewer);
    }

    private void on(RestRoutes routes, Scope needed, HttpMethod method, String path, Function<Call, Reply> serve) {
        scoped(routes, needed, method, path, (call, _) -> serve.apply(call));
    }

    /// @param serve is told what the caller may do
    private void scoped(
            RestRoutes routes, Scope needed, HttpMethod method, String path, BiFunction<Call, Scope, Reply> serve) {
        routes.on(method, path, call -> {
            var scope = call.bearer().flatMap(operators::scope);
            if (scope.isEmpty()) {
                room.observer().refused("admin-token");
                return Reply.problem(401, "Unauthorized", "An admin token is needed");
            }
            if (!scope.get().covers(needed)) {
                room.observer().refused("admin-scope");
                return Reply.problem(
                        403,
                        "Forbidden",
                        "This token has the scope " + scope.get().word() + ", and " + needed.word() + " is needed");
            }
            return serve.apply(call, scope.get());
        });
    }

    private Reply readApp(Call call) {
        return store.apps()
                .find(call.path("packageName"))
                .map(app -> Reply.ok(json(app)))
                .orElseGet(ControlRest::noSuchApp);
    }

    private Reply addApp(Call call) {
        var app = app(call, call.text("packageName").orElse(""), Optional.empty());
        return store.apps()
                .add(app)
                .map(key -> {
                    var json = json(app);
                    json.addProperty("apiKey", key);
                    return Reply.created(json);
                })
                .orElseGet(() -> Reply.problem(409, "Taken", "There is an app of this package name already"));
    }

    private Reply changeApp(Call call) {
        var before = store.apps().find(call.path("packageName"));
        if (before.isEmpty()) return noSuchApp();
        var app = app(call, call.path("packageName"), before);
        if (!store.apps().change(app)) return noSuchApp();
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
        if (!store.apps().remove(call.path("packageName"))) return noSuchApp();
        room.appRemoved(call.path("packageName"));
        return Reply.done();
    }

    private Reply renewKey(Call call) {
        return store.apps()
                .renewKey(call.path("packageName"))
                .map(key -> {
                    room.keyRenewed(call.path("packageName"));
                    var json = new JsonObject();
                    json.addProperty("packageName", call.path("packageName"));
                    json.addProperty("apiKey", key);
                    return Reply.created(json);
                })
                .orElseGet(ControlRest::noSuchApp);
    }

    private Reply addUser(Call call) {
        var user = new User(call.text("user").or(() -> call.text("email")).orElse(""));
        return store.users()
                .add(user, room.glassesTokenLife())
                .map(token -> Reply.created(token(user.email(), token)))
                .orElseGet(() -> Reply.problem(409, "Taken", "There is such a user already"));
    }

    private Reply removeUser(Call call) {
        if (!store.users().remove(call.path("user"))) return noSuchUser();
        room.userRemoved(call.path("user"));
        return Reply.done();
    }

    private Reply addToken(Call call) {
        var user = User.canonical(call.path("user"));
        return store.glassesTokens()
                .add(user, room.glassesTokenLife())
                .map(token -> Reply.created(token(user, token)))
                .orElseGet(ControlRest::noSuchUser);
    }

    private Reply revokeTokens(Call call) {
        if (!store.users().has(call.path("user"))) return noSuchUser();
        store.glassesTokens().revoke(call.path("user"));
        room.tokensRevoked(call.path("user"));
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

    private static JsonObject token(String user, GlassesToken token) {
        var json = new JsonObject();
        json.addProperty("user", user);
        GlassesRest.json(token).asMap().forEach(json::add);
        return json;
    }

    /// Those of users, and those that publishers opened by naming them.
    private JsonArray streams(Scope scope) {
        var streams = list(room.streams(), stream -> json(stream, scope));
        for (var name : meter.named()) streams.add(named(name, scope));
        return streams;
    }

    private Optional<JsonObject> stream(String streamId, Scope scope) {
        return room.stream(streamId)
                .map(stream -> json(stream, scope))
                .or(() -> meter.named().contains(streamId) ? Optional.of(named(streamId, scope)) : Optional.empty());
    }

    /// A stream of nobody's: who knows its name may publish and watch.
    private JsonObject named(String name, Scope scope) {
        var json = new JsonObject();
        json.addProperty("streamId", name);
        json.addProperty("kind", "named");
        addFlow(json, name);
        json.addProperty("state", json.get("publisher").isJsonNull() ? "initializing" : "active");
        if (scope.covers(Scope.CONTROL)) addUrls(json, room.playback(new StreamNames(name, name, name)));
        return json;
    }

    /// With the addresses to watch for whoever may hand them out, but never with the one to publish.
    private JsonObject json(StreamView stream, Scope scope) {
        var json = new JsonObject();
        json.addProperty("streamId", stream.streamId());
        json.addProperty("user", stream.userId());
        json.addProperty("kind", stream.kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("state", stream.state());
        json.addProperty("createdAt", stream.createdAt().toString());
        json.add("apps", list(stream.apps(), JsonPrimitive::new));
        if (scope.covers(Scope.CONTROL)) stream.urls().ifPresent(urls -> addUrls(json, urls));
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

    static void addUrls(JsonObject json, PlaybackUrls urls) {
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
