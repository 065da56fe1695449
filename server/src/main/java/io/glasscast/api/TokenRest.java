package io.glasscast.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.glasscast.store.ApiToken;
import io.glasscast.store.Scope;
import io.glasscast.store.Store;
import java.time.Duration;
import java.util.Optional;

/// Tokens of the operator's programs, over HTTP.
final class TokenRest {
    /// Whoever wants it longer wants it for ever, and says nothing.
    private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);

    private final Store store;

    TokenRest(Store store) {
        this.store = store;
    }

    Reply list(Call call) {
        var array = new JsonArray();
        for (var token : store.apiTokens().all()) array.add(json(token));
        return Reply.ok(array);
    }

    Reply add(Call call) {
        var scope = call.text("scope").flatMap(Scope::of);
        if (scope.isEmpty()) return Reply.problem(400, "Malformed", "scope must be one of read, control, admin");
        Optional<Duration> life = Optional.empty();
        if (call.body().has("expiresIn")) {
            long seconds = call.number("expiresIn").orElse(0);
            if (seconds < 1 || seconds > LONGEST_LIFE.toSeconds())
                return Reply.problem(
                        400,
                        "Malformed",
                        "expiresIn must be a number of seconds from 1 to " + LONGEST_LIFE.toSeconds());
            life = Optional.of(Duration.ofSeconds(seconds));
        }
        var issued = store.apiTokens().issue(call.text("name").orElse(""), scope.get(), life);
        var json = json(issued.token());
        json.addProperty("token", issued.secret());
        return Reply.created(json);
    }

    Reply remove(Call call) {
        return store.apiTokens().remove(call.path("tokenId")) ? Reply.done() : Reply.notFound("There is no such token");
    }

    private static JsonObject json(ApiToken token) {
        var json = new JsonObject();
        json.addProperty("tokenId", token.tokenId());
        json.addProperty("name", token.name());
        json.addProperty("scope", token.scope().word());
        json.addProperty("createdAt", token.createdAt().toString());
        token.expiresAt().ifPresent(at -> json.addProperty("expiresAt", at.toString()));
        return json;
    }
}
