package io.glasscast.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.sdk.MiniApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who is known to a server of ours: one app, and as many users as are asked for.
final class Accounts {
    static final String PACKAGE = "org.example.bench";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final OurServer server;
    private final HttpClient http;
    private final String apiKey;
    /// Of users that are registered, `user-0@…` first.
    private final List<String> tokens = new ArrayList<>();

    private Accounts(OurServer server, HttpClient http) throws IOException, InterruptedException {
        this.server = server;
        this.http = http;
        var app = new JsonObject();
        app.addProperty("packageName", PACKAGE);
        app.add("permissions", JsonParser.parseString("[\"CAMERA\"]"));
        apiKey = post("/api/v1/apps", app).get("apiKey").getAsString();
    }

    /// Closes the server when there is nothing to be had from it.
    static Accounts at(OurServer server, HttpClient http) throws IOException, InterruptedException {
        try {
            return new Accounts(server, http);
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    static String user(int number) {
        return "user-" + number + "@example.org";
    }

    void register(int users) throws IOException, InterruptedException {
        while (tokens.size() < users) {
            var user = new JsonObject();
            user.addProperty("user", user(tokens.size()));
            tokens.add(post("/api/v1/users", user).get("glassesToken").getAsString());
        }
    }

    MiniApp app() {
        return MiniApp.builder(PACKAGE, apiKey).build();
    }

    HollowGlasses glasses(int user) throws IOException, InterruptedException {
        return HollowGlasses.wear(http, server.http(), tokens.get(user));
    }

    private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.http() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + server.adminToken())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2)
            throw new IOException("HTTP " + response.statusCode() + " " + response.body());
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }
}
