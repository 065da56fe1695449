package io.glasscast.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/// What a REST call is answered with.
///
/// @param type `application/json`, or `application/problem+json` (RFC 9457) for refusals
record Reply(int status, String type, String body) {
    private static final String JSON = "application/json";

    static Reply ok(JsonElement body) {
        return new Reply(200, JSON, body.toString());
    }

    static Reply created(JsonElement body) {
        return new Reply(201, JSON, body.toString());
    }

    static Reply done() {
        return new Reply(204, "", "");
    }

    /// A refusal, with a sentence for people.
    static Reply problem(int status, String title, String detail) {
        var json = new JsonObject();
        json.addProperty("title", title);
        json.addProperty("status", status);
        json.addProperty("detail", detail);
        return new Reply(status, "application/problem+json", json.toString());
    }

    /// An answer as MentraOS clients read it.
    static Reply mentraSuccess(String name, JsonElement value) {
        var json = new JsonObject();
        json.addProperty("success", true);
        json.add(name, value);
        return ok(json);
    }

    /// A refusal as MentraOS clients read it.
    static Reply mentraError(int status, String code, String message) {
        var json = new JsonObject();
        json.addProperty("success", false);
        json.addProperty("error", code);
        json.addProperty("message", message);
        return new Reply(status, JSON, json.toString());
    }

    static Reply notFound(String detail) {
        return problem(404, "Not found", detail);
    }
}
