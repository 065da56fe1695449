package io.glasscast.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.sdk.MiniApp;
import io.glasscast.sdk.Session;
import io.glasscast.sdk.StreamOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Our server's control side: users with glasses, and an app that wants their camera.
final class ControlServer implements Contestant<ControlSample> {
    private static final String PACKAGE = "org.example.bench";
    private static final int WARM_UP_SESSIONS = 20;
    /// Who starts and stops at the same time.
    private static final int BUSY = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /// Nobody is there: glasses without a camera do not look.
    private static final StreamOptions SOMEWHERE = StreamOptions.to("rtmp://127.0.0.1:9/live/nobody");

    private final OurServer server;
    private final HttpClient http;
    private final String apiKey;
    /// Tokens of users that are registered, `user-0@…` first.
    private final List<String> tokens = new ArrayList<>();

    private ControlServer(OurServer server, HttpClient http) throws IOException, InterruptedException {
        this.server = server;
        this.http = http;
        var app = new JsonObject();
        app.addProperty("packageName", PACKAGE);
        app.add("permissions", JsonParser.parseString("[\"CAMERA\"]"));
        apiKey = post("/api/v1/apps", app).get("apiKey").getAsString();
    }

    /// Closes the server when there is nothing to be had from it.
    static ControlServer of(OurServer server, HttpClient http) throws IOException, InterruptedException {
        try {
            return new ControlServer(server, http);
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return OurServer.NAME;
    }

    @Override
    public void warmUp(Duration time) throws IOException, InterruptedException {
        var _ = sample(WARM_UP_SESSIONS, time);
    }

    @Override
    public ControlSample sample(int count, Duration window) throws IOException, InterruptedException {
        while (tokens.size() < count) tokens.add(register(tokens.size()));
        long alone = Usage.of(server.pid()).residentBytes();
        var glasses = new ConcurrentLinkedQueue<HollowGlasses>();
        var sessions = new ConcurrentLinkedQueue<Session>();
        try (var app = MiniApp.builder(PACKAGE, apiKey).build()) {
            Abreast.times(count, number -> {
                glasses.add(HollowGlasses.wear(http, server.http(), tokens.get(number)));
                sessions.add(await(app.connect(URI.create(server.http()), user(number)), "an app cannot connect"));
            });
            Contestant.settle(Duration.ofSeconds(2), window);
            var quiet = Measured.begin(server.pid());
            Thread.sleep(window);
            var idle = quiet.end();
            var millis = new ConcurrentLinkedQueue<Double>();
            var clock = Measured.begin(server.pid());
            long until = System.nanoTime() + window.toNanos();
            Abreast.times(Math.min(BUSY, count), _ -> startAndStop(sessions, until, millis));
            return new ControlSample(name(), count, alone, idle, clock.end(), Spread.of(millis));
        } finally {
            glasses.forEach(HollowGlasses::close);
        }
    }

    /// Takes one session after another from those that rest.
    private static void startAndStop(
            ConcurrentLinkedQueue<Session> resting, long untilNanos, ConcurrentLinkedQueue<Double> millis)
            throws IOException, InterruptedException {
        do {
            var session = resting.poll();
            if (session == null) throw new IllegalStateException("more are busy than there are");
            long asked = System.nanoTime();
            await(session.camera().startLocalLivestream(SOMEWHERE), "a stream does not start");
            millis.add((System.nanoTime() - asked) / 1e6);
            await(session.camera().stopLocalLivestream(), "a stream does not stop");
            resting.add(session);
        } while (System.nanoTime() < untilNanos);
    }

    private static <T> T await(CompletableFuture<T> future, String otherwise) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(otherwise + ": "
                    + (e.getCause() == null ? "no answer" : e.getCause().getMessage()));
        }
    }

    private static String user(int number) {
        return "user-" + number + "@example.org";
    }

    private String register(int number) throws IOException, InterruptedException {
        var user = new JsonObject();
        user.addProperty("user", user(number));
        return post("/api/v1/users", user).get("glassesToken").getAsString();
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

    @Override
    public void close() throws IOException {
        server.close();
    }
}
