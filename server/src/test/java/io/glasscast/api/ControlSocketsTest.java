package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.glasscast.contract.Wire;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.MediaEvent;
import io.glasscast.store.App;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The control wires themselves: real sockets on loopback, JSON as clients send it.
@Timeout(30)
@SuppressWarnings("NullAway") // set up before each test
final class ControlSocketsTest {
    private static final String APP = "org.app";
    private static final String START = "{\"type\":\"managed_stream_request\",\"packageName\":\"org.app\"}";
    private static final String STOP = "{\"type\":\"managed_stream_stop\",\"packageName\":\"org.app\"}";

    @TempDir
    private Path folder;

    private Doors doors;
    private String key;

    @BeforeEach
    void open() {
        doors = new Doors(folder, ControlConfig.DEFAULT);
        key = doors.app(APP);
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aManagedStreamFromStartToEnd() throws Exception {
        var glasses = doors.glasses();
        var app = doors.dial(APP, key);
        app.say(START);
        var initializing = app.expectStatus("initializing");
        assertThat(initializing.get("sessionId").getAsString()).isEqualTo(Doors.USER + "-" + APP);
        assertThat(initializing.has("hlsUrl")).isFalse();
        var names = doors.awaitOpened();
        var start = glasses.expect("start_stream");
        assertThat(start.get("streamUrl").getAsString()).isEqualTo("http://cloud/whip/" + names.ingestKey());
        assertThat(start.get("appId").getAsString()).isEqualTo("MANAGED_STREAM");
        assertThat(start.get("streamId").getAsString()).hasSizeLessThanOrEqualTo(16);
        glasses.say("{\"type\":\"stream_status\",\"streamId\":\"" + names.streamId() + "\",\"status\":\"streaming\"}");
        doors.playable(names);
        var active = app.expectStatus("active");
        assertThat(active.get("hlsUrl").getAsString()).isEqualTo("hls");
        assertThat(active.get("dashUrl").getAsString()).isEqualTo("dash");
        assertThat(active.get("webrtcUrl").getAsString()).isEqualTo("whep");
        app.say("{\"type\":\"stream_status_check\",\"sessionId\":\"unknown-session-id\",\"requestId\":\"r1\"}");
        var check = app.expect("stream_status_check_response");
        assertThat(check.get("requestId").getAsString()).isEqualTo("r1");
        assertThat(check.getAsJsonObject("streamInfo").get("status").getAsString())
                .isEqualTo("active");
        app.say(STOP);
        app.expectStatus("stopped");
        glasses.expect("stop_stream");
        assertThat(doors.awaitClosed()).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app-ws", "/ws/miniapp"})
    void bothStylesOnEitherPath(String path) throws Exception {
        var frame = doors.connect(path);
        frame.say(init(Doors.USER + "-" + APP, key));
        frame.expect("tpa_connection_ack");
        var headers = doors.connect(
                path, "x-user-id", Doors.USER, "x-session-id", "any", "x-package-name", APP, "x-api-key", key);
        headers.say("{\"type\":\"tpa_connection_init\",\"packageName\":\"org.app\",\"sdkVersion\":\"3.0.0-hono.8\"}");
        headers.expect("tpa_connection_ack");
        assertThat(frame.ending()).startsWith("1000");
    }

    @Test
    void whatFollowsTheInitWaitsForTheAck() throws Exception {
        var app = doors.connect("/app-ws");
        app.say(init(Doors.USER + "-" + APP, key));
        for (int i = 0; i < 300; i++) app.say("{\"type\":\"stream_status_check\",\"requestId\":\"" + i + "\"}");
        app.expect("tpa_connection_ack");
        for (int i = 0; i < 300; i++)
            assertThat(app.expect("stream_status_check_response")
                            .get("requestId")
                            .getAsInt())
                    .isEqualTo(i);
    }

    @Test
    void aWrongKeyIsRefusedInBothStyles() throws Exception {
        for (var wrong : new String[] {"", "wrong-key", key + "x"}) {
            var frame = doors.connect("/app-ws");
            frame.say(init(Doors.USER + "-" + APP, wrong));
            var error = frame.expect("tpa_connection_error");
            assertThat(error.get("code").getAsString()).isEqualTo("INVALID_API_KEY");
            assertThat(frame.ending()).startsWith("1008");
        }
        var headers =
                doors.connect("/ws/miniapp", "x-user-id", Doors.USER, "x-package-name", APP, "x-api-key", "wrong");
        headers.expect("tpa_connection_error");
        assertThat(headers.ending()).startsWith("1008");
        var unknown = doors.connect("/app-ws");
        unknown.say("{\"type\":\"tpa_connection_init\",\"sessionId\":\"" + Doors.USER
                + "-org.none\",\"packageName\":\"org.none\",\"apiKey\":\"" + key + "\"}");
        assertThat(unknown.expect("tpa_connection_error").get("code").getAsString())
                .isEqualTo("INVALID_API_KEY");
    }

    @Test
    void whoGuessesKeysOfAppsIsHeldUpAndNoLonger() throws Exception {
        doors.guessClockRuns = false;
        for (int i = 0; i < 20; i++) guess(doors.connect("/app-ws"), "INVALID_API_KEY");
        for (var path : new String[] {"/app-ws", "/ws/miniapp", "/glasses-ws?token=" + doors.glassesToken})
            assertHeldUp(path);
        doors.guessClock.addAndGet(1_000_000_000);
        doors.dial(APP, key);
    }

    /// Whoever is let in with a guess for each of many sockets gets no more answers than with one after the other.
    @Test
    void manySocketsAtOnceAreNoMoreGuesses() throws Exception {
        doors.guessClockRuns = false;
        var sockets = Stream.generate(() -> doors.connect("/app-ws")).limit(25).toList();
        for (var socket : sockets.subList(0, 20)) guess(socket, "INVALID_API_KEY");
        for (var socket : sockets.subList(20, 25)) {
            socket.say(init(Doors.USER + "-" + APP, key));
            assertThat(socket.ending()).startsWith("1013");
        }
        assertThat(doors.refused).filteredOn("api-key"::equals).hasSize(20);
        assertThat(doors.refused).filteredOn("guesses"::equals).hasSize(5);
    }

    @Test
    void whoGuessesTokensOfGlassesIsHeldUpAndNoLonger() throws Exception {
        doors.guessClockRuns = false;
        for (int i = 0; i < 20; i++)
            assertThat(refusal("/glasses-ws?token=guess-" + i)).isEqualTo(401);
        assertHeldUp("/ws/client?token=" + doors.glassesToken);
        assertThat(doors.call("POST", "/apps/" + APP + "/start", doors.glassesToken, "")
                        .statusCode())
                .isEqualTo(429);
        doors.guessClock.addAndGet(1_000_000_000);
        doors.glasses();
    }

    private void guess(Doors.Talker socket, String code) throws Exception {
        socket.say(init(Doors.USER + "-" + APP, "guess"));
        assertThat(socket.expect("tpa_connection_error").get("code").getAsString())
                .isEqualTo(code);
        assertThat(socket.ending()).startsWith("1008");
    }

    private void assertHeldUp(String path) {
        assertThat(refusal(path)).as(path).isEqualTo(429);
    }

    private int refusal(String path) {
        var error = catchThrowableOfType(AssertionError.class, () -> doors.connect(path));
        return ((WebSocketHandshakeException) error.getCause()).getResponse().statusCode();
    }

    @Test
    void nothingIsReadBeforeTheKey() throws Exception {
        for (var first : new String[] {START, "{\"type\":\"reconnect\",\"sessionId\":\"x\"}", "not json"}) {
            var app = doors.connect("/app-ws");
            app.say(first);
            assertThat(app.expect("tpa_connection_error").get("code").getAsString())
                    .isEqualTo("MALFORMED_MESSAGE");
            assertThat(app.ending()).startsWith("1008");
        }
    }

    @Test
    void anUnknownUserHasNoSession() throws Exception {
        var app = doors.connect("/app-ws");
        app.say(init("nobody@example.org-" + APP, key));
        assertThat(app.expect("tpa_connection_error").get("code").getAsString()).isEqualTo("SESSION_NOT_FOUND");
        assertThat(app.ending()).startsWith("1008");
    }

    @Test
    void aReconnectGoesOnOrBeginsAnew() throws Exception {
        String[] headers = {"x-user-id", Doors.USER, "x-package-name", APP, "x-api-key", key};
        var fresh = doors.connect("/ws/miniapp", headers);
        fresh.say("{\"type\":\"reconnect\",\"sessionId\":\"s\"}");
        assertThat(fresh.expect("reconnect_rejected").get("code").getAsString()).isEqualTo("SESSION_NOT_FOUND");
        fresh.say("{\"type\":\"tpa_connection_init\"}");
        fresh.expect("tpa_connection_ack");
        doors.glasses();
        fresh.say(START);
        fresh.expectStatus("initializing");
        doors.playable(doors.awaitOpened());
        fresh.expectStatus("active");
        fresh.hangUp();
        var again = doors.connect("/ws/miniapp", headers);
        again.say("{\"type\":\"reconnect\",\"sessionId\":\"s\"}");
        again.expect("reconnect_ack");
        assertThat(again.expectStatus("active").get("resumed").getAsBoolean()).isTrue();
    }

    @Test
    void garbageIsAnsweredAndForgiven() throws Exception {
        var app = doors.dial(APP, key);
        app.say("{\"type\":");
        assertThat(app.expect("tpa_connection_error").get("code").getAsString()).isEqualTo("MALFORMED_MESSAGE");
        app.say("{\"type\":\"display_event\"}");
        app.say("{\"type\":\"ping\"}");
        app.expect("pong");
    }

    @Test
    void framesThatAreTooLongOrTooDeepAreAnsweredAndForgiven() throws Exception {
        var app = doors.dial(APP, key);
        for (var frame : new String[] {
            "{\"type\":\"ping\",\"x\":\"" + "y".repeat(Wire.FRAME_LIMIT) + "\"}",
            "{\"type\":\"ping\",\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
            "[]",
            "{\"type\":7}"
        }) {
            app.say(frame);
            assertThat(app.expect("tpa_connection_error").get("code").getAsString())
                    .isEqualTo("MALFORMED_MESSAGE");
        }
        app.say("{\"type\":\"ping\"}");
        app.expect("pong");
    }

    @Test
    void aFrameThatNobodyCanWaitForEndsTheSocket() throws Exception {
        var app = doors.dial(APP, key);
        var _ = app.socket.sendText("{\"type\":\"ping\",\"x\":\"" + "y".repeat(4 * Wire.FRAME_LIMIT) + "\"}", true);
        assertThat(app.ending()).isNotEqualTo("1000");
    }

    @Test
    void aWishThatCannotBeGrantedIsAnsweredInWordsAndTheSocketStays() throws Exception {
        doors.glasses();
        var app = doors.dial(APP, key);
        app.say("{\"type\":\"managed_stream_request\",\"video\":{\"width\":99999}}");
        assertThat(app.expectStatus("error").get("message").getAsString())
                .isEqualTo("video.width must be between 320 and 1920 (got 99999)");
        app.say("{\"type\":\"stream_request\",\"streamUrl\":\"srt://h:1\",\"stream\":{\"durationLimit\":\"1h\"}}");
        var refused = app.expect("stream_status");
        assertThat(refused.get("status").getAsString()).isEqualTo("error");
        assertThat(refused.get("errorDetails").getAsString())
                .isEqualTo("stream.durationLimit must be a whole number (got \"1h\")");
        app.say(START);
        app.expectStatus("initializing");
    }

    @Test
    void aPermissionThatWasTakenIsNotGivenBackByBeginningAnew() throws Exception {
        doors.glasses();
        var app = doors.dial(APP, key);
        var change = doors.call("PUT", "/api/v1/apps/" + APP, Doors.ADMIN, "{\"permissions\":[]}");
        assertThat(change.statusCode()).isEqualTo(200);
        app.say(init(Doors.USER + "-" + APP, key));
        app.expect("tpa_connection_ack");
        app.say(START);
        assertThat(app.expectStatus("error").get("message").getAsString())
                .isEqualTo("Camera permission required for managed streams");
        var missing = app.expect("permission_error");
        assertThat(missing.getAsJsonArray("details")
                        .get(0)
                        .getAsJsonObject()
                        .get("requiredPermission")
                        .getAsString())
                .isEqualTo("CAMERA");
    }

    @Test
    void aHundredStartsFromTenSocketsAtOnceMakeOneStream() throws Exception {
        var glasses = doors.glasses();
        var apps = new ArrayList<Doors.Talker>();
        for (int i = 0; i < 10; i++) apps.add(doors.dial("org.app" + i, doors.app("org.app" + i)));
        var threads = new ArrayList<Thread>();
        for (var app : apps)
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 10; i++) app.say(START);
            }));
        for (var thread : threads) thread.join();
        for (var app : apps) for (int i = 0; i < 10; i++) app.expectStatus("initializing");
        var names = doors.awaitOpened();
        assertThat(doors.opened).isEmpty();
        assertThat(glasses.expect("start_stream").get("streamId").getAsString()).isEqualTo(names.streamId());
        doors.playable(names);
        for (var app : apps) app.expectStatus("active");
        for (var app : apps) {
            app.say(STOP);
            app.expectStatus("stopped");
        }
        glasses.expect("stop_stream");
        assertThat(doors.awaitClosed()).isEqualTo(names);
    }

    @Test
    void glassesNeedTheirToken() {
        for (var path : new String[] {"/glasses-ws", "/ws/client", "/glasses-ws?token=wrong", "/ws/client?token=a.b"})
            assertThatThrownBy(() -> doors.connect(path))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class)
                    .satisfies(error -> assertThat(((WebSocketHandshakeException) error.getCause())
                                    .getResponse()
                                    .statusCode())
                            .isEqualTo(401));
    }

    @Test
    void glassesMayShowTheirTokenAsBearer() throws Exception {
        var glasses = doors.connect("/ws/client", "Authorization", "Bearer " + doors.glassesToken);
        glasses.expect("connection_ack");
        glasses.say("{\"type\":\"ping\"}");
        glasses.expect("pong");
        glasses.say("{\"type\":\"connection_init\"}");
        glasses.expect("connection_ack");
    }

    @Test
    void whoeverIsHereByASecretThatEndsIsOut() throws Exception {
        var glasses = doors.glasses();
        var app = doors.dial("org.app", key);
        var other = doors.dial("org.other", doors.app("org.other"));

        doors.call("DELETE", "/api/v1/users/" + Doors.USER + "/tokens", Doors.ADMIN, "");
        assertThat(glasses.ending()).isEqualTo("1008 The token was revoked");
        doors.call("POST", "/api/v1/apps/org.app/key", Doors.ADMIN, "");
        assertThat(app.ending()).isEqualTo("1008 The API key was renewed");

        other.say("{\"type\":\"ping\"}");
        other.expect("pong");
        assertThatThrownBy(doors::glasses).isInstanceOf(Throwable.class);
        var again = doors.connect("/app-ws");
        again.say(
                "{\"type\":\"tpa_connection_init\",\"sessionId\":\"%s-org.app\",\"packageName\":\"org.app\",\"apiKey\":\"%s\"}"
                        .formatted(Doors.USER, key));
        assertThat(again.expect("tpa_connection_error").get("code").getAsString())
                .isEqualTo("INVALID_API_KEY");
    }

    @Test
    void nothingIsLeftOfAUserWhoWasRemoved() throws Exception {
        var glasses = doors.glasses();
        var app = doors.dial(APP, key);
        app.say(START);
        app.expectStatus("initializing");
        doors.awaitOpened();
        doors.call("DELETE", "/api/v1/users/" + Doors.USER, Doors.ADMIN, "");
        doors.awaitClosed();
        glasses.ending();
        app.ending();
        // The last that is heard of them.
        while (doors.room.sockets() > 0) Thread.sleep(10);
        assertThat(doors.room.desks()).isEmpty();
    }

    /// As when another program holds the database for longer than calls wait.
    @Test
    void whileTheStoreDoesNotAnswerSocketsAreSentAwayRatherThanHeld() throws Exception {
        var glasses = doors.glasses();
        doors.store.close();
        assertThat(refusal("/glasses-ws?token=" + doors.glassesToken)).isEqualTo(503);
        var app = doors.connect("/app-ws");
        app.say(init(Doors.USER + "-" + APP, key));
        assertThat(app.ending()).startsWith("1013");
        glasses.say("{\"type\":\"start_app\",\"packageName\":\"" + APP + "\"}");
        assertThat(glasses.ending()).startsWith("1013");
    }

    @Test
    void newerGlassesReplaceOlderOnes() throws Exception {
        var older = doors.glasses();
        var newer = doors.glasses();
        assertThat(older.ending()).startsWith("1000");
        newer.say("{\"type\":\"ping\"}");
        newer.expect("pong");
    }

    @Test
    void aSessionByWebhook() throws Exception {
        var bodies = new LinkedBlockingQueue<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/webhook", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var webhook = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            var called = doors.store
                    .apps()
                    .add(new App("org.called", "Called", Set.of("CAMERA"), Optional.of(webhook)))
                    .orElseThrow();
            assertThat(doors.call(
                                    "POST",
                                    "/api/v1/sessions",
                                    Doors.ADMIN,
                                    "{\"user\":\"" + Doors.USER + "\",\"packageName\":\"org.called\"}")
                            .statusCode())
                    .isEqualTo(204);
            var body = Doors.in(bodies.poll(5, TimeUnit.SECONDS), "the webhook");
            assertThat(body)
                    .contains("session_request", Doors.USER + "-org.called", "/ws/miniapp", "augmentOSWebsocketUrl");
            var app = doors.dial("org.called", called);
            assertThat(doors.call("DELETE", "/api/v1/sessions/" + Doors.USER + "/org.called", Doors.ADMIN, "")
                            .statusCode())
                    .isEqualTo(204);
            app.expect("app_stopped");
            assertThat(app.ending()).isEqualTo("1000 App stopped");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theWearerStartsAnAppFromThePhone() throws Exception {
        var glasses = doors.glasses();
        glasses.say("{\"type\":\"start_app\",\"packageName\":\"" + APP + "\"}");
        var app = doors.dial(APP, key);
        glasses.say("{\"type\":\"stop_app\",\"packageName\":\"" + APP + "\"}");
        app.expect("app_stopped");
        assertThat(app.ending()).isEqualTo("1000 App stopped");
        assertThat(glasses.expect("app_stopped").get("packageName").getAsString())
                .isEqualTo(APP);
        var again = doors.connect("/app-ws");
        again.say(init(Doors.USER + "-" + APP, key));
        assertThat(again.expect("tpa_connection_error").get("code").getAsString())
                .isEqualTo("APP_NOT_STARTED");
    }

    @Test
    void everybodyIsToldWhenTheServerCloses() throws Exception {
        var glasses = doors.glasses();
        var app = doors.dial(APP, key);
        app.say(START);
        app.expectStatus("initializing");
        doors.playable(doors.awaitOpened());
        app.expectStatus("active");
        glasses.expect("start_stream");
        doors.room.close();
        app.expectStatus("stopped");
        app.expect("app_stopped");
        assertThat(app.ending()).isEqualTo("1000 User session ended");
        glasses.expect("stop_stream");
        assertThat(glasses.ending()).startsWith("1001");
        doors.awaitClosed();
    }

    @Test
    void anInterruptionIsToldAndSoIsItsEnd() throws Exception {
        doors.glasses();
        var app = doors.dial(APP, key);
        app.say(START);
        app.expectStatus("initializing");
        var names = doors.awaitOpened();
        doors.playable(names);
        app.expectStatus("active");
        doors.room.mediaEvent(names.streamId(), new MediaEvent.Interrupted());
        assertThat(app.expectStatus("initializing").get("message").getAsString())
                .contains("interrupted");
        doors.room.mediaEvent(names.streamId(), new MediaEvent.Resumed());
        app.expectStatus("active");
    }

    @Test
    void withoutUpgradeThereIsNoSocket() throws Exception {
        assertThat(doors.call("GET", "/app-ws", "", "").statusCode()).isEqualTo(400);
    }

    private static String init(String sessionId, String key) {
        return "{\"type\":\"tpa_connection_init\",\"sessionId\":\"" + sessionId
                + "\",\"packageName\":\"org.app\",\"apiKey\":\"" + key + "\"}";
    }
}
