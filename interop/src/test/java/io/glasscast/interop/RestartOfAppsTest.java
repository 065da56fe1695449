package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed while apps on every SDK share a stream. Each app comes back in its own way, and finds
/// the stream that it had. What glasses and pages do is in [RestartTest].
@Tag("interop")
class RestartOfAppsTest {
    /// Official clients have given up after seven seconds, glasses not before a minute is over.
    private static final Duration LONG = Duration.ofSeconds(28);

    /// An app is called after ten seconds, and the glasses need some to come back.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final List<String> ADDRESSES =
            List.of("streamId", "hlsUrl", "dashUrl", "webrtcUrl", "previewUrl", "thumbnailUrl");

    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final List<ScenarioApp> apps = new ArrayList<>();

    @TempDir
    Path data;

    @Test
    void everyAppFindsItsStreamAgain() throws Exception {
        TypeScriptSdkTest.compile();
        try (var relay = new TcpRelay();
                var server = ServerProcess.start(data, URI.create("http://127.0.0.1:" + relay.port()))) {
            relay.lead(server.http().getPort());
            var token = server.post("/api/v1/users", "{\"email\":\"" + Stage.WEARER + "\"}", "glassesToken");
            try (var _ = SimulatedGlasses.start(GlassesOptions.of(server.http(), token), this::glassesDid)) {
                app(server, "java", JavaSdkDriver::new);
                app(server, "ts", LineDriver::typeScript);
                for (var version : List.of("2", "3", "3-mini"))
                    app(
                            server,
                            "mentra" + version.replace("-", ""),
                            (name, key, listener) -> LineDriver.mentra(version, name, key, listener));
                var live = start(apps.getFirst());
                for (var app : apps.subList(1, apps.size()))
                    assertThat(start(app)).isEqualTo(live);

                // They hear of it when it is over, and go on with their sessions.
                apps.forEach(ScenarioApp::mark);
                relay.fallSilent();
                server.kill();
                server.startAgain();
                relay.cut();
                for (var app : apps) {
                    app.next("connected", _ -> true);
                    goesOn(app, live);
                }

                // They hear of it at once. The official clients give up, and are called.
                apps.forEach(ScenarioApp::mark);
                server.kill();
                Thread.sleep(LONG);
                server.startAgain();
                for (var app : apps) {
                    if (app.packageName().contains("mentra")) app.next("over", _ -> true);
                    var back = app.next(said -> isNamed(said, "connected") || isNamed(said, "session"));
                    System.out.println(app.packageName() + " after the long outage: " + back);
                    if (isNamed(back, "connected")) goesOn(app, live);
                    else assertThat(start(app)).isEqualTo(live);
                }

                for (var app : apps) done(app, "stopLivestream");
                assertThat(stopAsked.await(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                apps.forEach(ScenarioApp::close);
            }
        }
    }

    private void glassesDid(GlassesEvent event) {
        if (event instanceof GlassesEvent.StopAsked) stopAsked.countDown();
    }

    private void app(ServerProcess server, String name, ScenarioApp.Sdk sdk) throws Exception {
        var app = new ScenarioApp("org.example." + name, PATIENCE);
        var registration = new JsonObject();
        registration.addProperty("packageName", app.packageName());
        registration.add("permissions", JsonParser.parseString("[\"CAMERA\"]"));
        app.play(sdk.start(
                app.packageName(), server.post("/api/v1/apps", registration.toString(), "apiKey"), app::hear));
        apps.add(app);
        registration.addProperty("webhook", app.webhook().toString());
        server.administer("PUT", "/api/v1/apps/" + app.packageName(), registration.toString());
        server.administer(
                "POST",
                "/api/v1/sessions",
                "{\"user\":\"" + Stage.WEARER + "\",\"packageName\":\"" + app.packageName() + "\"}");
        app.next("session", _ -> true);
    }

    /// It is told by itself where its stream stands, and the same when it asks.
    private static void goesOn(ScenarioApp app, JsonObject live) throws InterruptedException {
        var active = app.next(
                "livestream",
                said -> said.getAsJsonObject("status")
                        .get("status")
                        .getAsString()
                        .equals("active"));
        assertThat(addresses(active.getAsJsonObject("status"))).isEqualTo(live);
        var running = done(app, "checkExistingStream").getAsJsonObject("streamInfo");
        assertThat(running.get("status").getAsString()).isEqualTo("active");
        assertThat(addresses(running)).isEqualTo(live);
    }

    private static JsonObject start(ScenarioApp app) throws InterruptedException {
        return addresses(done(app, "startLivestream"));
    }

    private static JsonObject addresses(JsonObject from) {
        var addresses = new JsonObject();
        for (var name : ADDRESSES) addresses.add(name, from.get(name));
        return addresses;
    }

    private static JsonObject done(ScenarioApp app, String call) throws InterruptedException {
        var answer = app.answer(app.call(call, new JsonObject()));
        assertThat(isNamed(answer, "done"))
                .as(app.packageName() + ": " + answer)
                .isTrue();
        return answer.getAsJsonObject("result");
    }

    private static boolean isNamed(JsonObject said, String event) {
        return said.get("event").getAsString().equals(event);
    }
}
