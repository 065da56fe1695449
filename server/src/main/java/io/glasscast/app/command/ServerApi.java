package io.glasscast.app.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A running server, as the commands see it: its REST API with the admin token.
final class ServerApi {
    /// Everything the API does takes milliseconds; a server that takes longer is not going to answer.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI server;
    private final String token;

    /// @param server without a trailing slash
    ServerApi(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /// @return the object that was answered; empty when there was no content
    Optional<JsonObject> post(String path, @Nullable JsonObject body) throws CommandProblem {
        var sent = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        return call("POST", path, sent).filter(JsonElement::isJsonObject).map(JsonElement::getAsJsonObject);
    }

    void delete(String path) throws CommandProblem {
        call("DELETE", path, BodyPublishers.noBody());
    }

    JsonObject get(String path) throws CommandProblem {
        return call("GET", path, BodyPublishers.noBody())
                .filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject)
                .orElseThrow(() -> new CommandProblem(server + " does not answer as Glasscast does"));
    }

    /// The objects of the list `name` in what is answered.
    List<JsonObject> list(String path, String name) throws CommandProblem {
        var answer = call("GET", path, BodyPublishers.noBody());
        var array = answer.filter(JsonElement::isJsonObject)
                .map(object -> object.getAsJsonObject().get(name))
                .or(() -> answer)
                .filter(element -> element != null && element.isJsonArray())
                .map(JsonElement::getAsJsonArray)
                .orElse(new JsonArray());
        var objects = new ArrayList<JsonObject>();
        for (var element : array) if (element.isJsonObject()) objects.add(element.getAsJsonObject());
        return objects;
    }

    /// A name as a part of a path.
    static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Optional<JsonElement> call(String method, String path, HttpRequest.BodyPublisher body)
            throws CommandProblem {
        var request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            var response = client.send(request, BodyHandlers.ofString());
            var answer = parsed(response.body());
            if (response.statusCode() / 100 == 2) return answer;
            throw new CommandProblem(reason(response.statusCode(), answer));
        } catch (ConnectException _) {
            throw new CommandProblem(
                    "no server at " + server + "; start one with ./glasscast serve, or say --server URL");
        } catch (IOException e) {
            throw new CommandProblem(server + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandProblem("interrupted");
        }
    }

    private static Optional<JsonElement> parsed(String body) {
        try {
            return body.isBlank() ? Optional.empty() : Optional.of(JsonParser.parseString(body));
        } catch (JsonParseException _) {
            return Optional.empty();
        }
    }

    private static String reason(int status, Optional<JsonElement> answer) {
        if (status == 401) return "the server does not take this admin token; say --admin-token or --data";
        return answer.filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject)
                .filter(problem -> problem.has("detail"))
                .map(problem -> problem.get("detail").getAsString())
                .orElse("the server answered " + status);
    }
}
