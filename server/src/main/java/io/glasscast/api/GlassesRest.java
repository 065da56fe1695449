package io.glasscast.api;

import com.google.gson.JsonObject;
import io.glasscast.store.GlassesToken;
import io.glasscast.store.Store;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;

/// What glasses do over HTTP that clients of MentraOS do not.
final class GlassesRest {
    private final Store store;
    private final ControlObserver observer;
    private final Optional<Duration> tokenLife;

    GlassesRest(ControlRoom room) {
        store = room.store();
        observer = room.observer();
        tokenLife = room.glassesTokenLife();
    }

    void mount(RestRoutes routes) {
        routes.on(HttpMethod.POST, "/api/v1/glasses/token", this::renew);
    }

    private Reply renew(Call call) {
        var renewed = call.bearer().flatMap(token -> store.glassesTokens().renew(token, tokenLife));
        if (renewed.isEmpty()) {
            observer.refused("glasses-token");
            return Reply.problem(401, "Unauthorized", "A token of glasses is needed, and one that has not expired");
        }
        return Reply.ok(json(renewed.get()));
    }

    /// With the secret.
    static JsonObject json(GlassesToken token) {
        var json = new JsonObject();
        json.addProperty("glassesToken", token.secret());
        token.expiresAt().ifPresent(at -> json.addProperty("expiresAt", at.toString()));
        return json;
    }
}
