package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.control.ControlConfig;
import io.glasscast.store.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of the operator's programs: each opens the doors of its scope and no other.
@Timeout(30)
@SuppressWarnings("NullAway") // set up before each test
final class TokenRestTest {
    /// Every route of the API, with the least scope that it needs.
    private static final List<String> ROUTES = List.of(
            "read GET /api/v1/apps",
            "admin POST /api/v1/apps",
            "read GET /api/v1/apps/org.none",
            "admin PUT /api/v1/apps/org.none",
            "admin DELETE /api/v1/apps/org.none",
            "admin POST /api/v1/apps/org.none/key",
            "read GET /api/v1/users",
            "admin POST /api/v1/users",
            "admin DELETE /api/v1/users/none@example.org",
            "admin POST /api/v1/users/none@example.org/tokens",
            "admin DELETE /api/v1/users/none@example.org/tokens",
            "admin GET /api/v1/tokens",
            "admin POST /api/v1/tokens",
            "admin DELETE /api/v1/tokens/none",
            "read GET /api/v1/sessions",
            "control POST /api/v1/sessions",
            "control DELETE /api/v1/sessions/none@example.org/org.none",
            "read GET /api/v1/streams",
            "read GET /api/v1/streams/none",
            "read GET /api/v1/streams/none/outputs",
            "control POST /api/v1/streams/none/outputs",
            "control DELETE /api/v1/streams/none/outputs/none",
            "read GET /api/v1/streams/none/shares",
            "control POST /api/v1/streams/none/shares",
            "control DELETE /api/v1/streams/none/shares/none",
            "control POST /api/v1/streams/none/playback-id",
            "read GET /api/v1/streams/none/viewers",
            "control DELETE /api/v1/streams/none/viewers/none");

    @TempDir
    private Path folder;

    private Doors doors;

    @BeforeEach
    void open() {
        doors = new Doors(folder, ControlConfig.DEFAULT);
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aTokenDoesWhatItsScopeSaysAndNothingElse() throws Exception {
        for (var scope : Scope.values()) {
            var token = issue(scope.word());
            for (var route : ROUTES) {
                var parts = route.split(" ");
                boolean may = scope.covers(Scope.of(parts[0]).orElseThrow());
                var answer = doors.call(parts[1], parts[2], token, "");
                if (may) assertThat(answer.statusCode()).as(scope + " " + route).isNotIn(401, 403);
                else assertThat(answer.statusCode()).as(scope + " " + route).isEqualTo(403);
            }
        }
        assertThat(doors.refused).containsOnly("admin-scope");
    }

    @Test
    void noRouteOpensWithoutATokenAndEachAttemptIsCounted() throws Exception {
        var key = doors.app("org.app");
        var revoked = json(call("POST", "/api/v1/tokens", "{\"name\":\"x\",\"scope\":\"admin\"}", 201));
        call("DELETE", "/api/v1/tokens/" + revoked.get("tokenId").getAsString(), "", 204);
        var wrong = List.of(
                "",
                "x",
                Doors.ADMIN + "x",
                key,
                doors.glassesToken,
                revoked.get("token").getAsString(),
                revoked.get("tokenId").getAsString(),
                "gca_.x",
                "x".repeat(4_000));
        for (var token : wrong)
            for (var route : ROUTES) {
                var parts = route.split(" ");
                assertThat(doors.call(parts[1], parts[2], token, "").statusCode())
                        .as(route)
                        .isEqualTo(401);
            }
        assertThat(doors.refused).hasSize(wrong.size() * ROUTES.size()).containsOnly("admin-token");
    }

    @Test
    void aTokenIsShownOnceListedAndRemoved() throws Exception {
        var issued =
                json(call("POST", "/api/v1/tokens", "{\"name\":\"board\",\"scope\":\"read\",\"expiresIn\":3600}", 201));
        var secret = issued.get("token").getAsString();
        assertThat(secret).startsWith("gca_");
        assertThat(call("GET", "/api/v1/tokens", "", 200))
                .contains("board", "\"scope\":\"read\"", "expiresAt")
                .doesNotContain(secret);
        assertThat(doors.call("GET", "/api/v1/apps", secret, "").statusCode()).isEqualTo(200);
        var path = "/api/v1/tokens/" + issued.get("tokenId").getAsString();
        call("DELETE", path, "", 204);
        assertThat(doors.call("GET", "/api/v1/apps", secret, "").statusCode()).isEqualTo(401);
        call("DELETE", path, "", 404);
        for (var body : List.of(
                "{}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"scope\":\"root\"}",
                "{\"name\":\"\",\"scope\":\"read\"}",
                "{\"scope\":\"read\"}",
                "{\"name\":\"x\",\"scope\":\"read\",\"expiresIn\":0}",
                "{\"name\":\"x\",\"scope\":\"read\",\"expiresIn\":\"30d\"}")) call("POST", "/api/v1/tokens", body, 400);
    }

    /// Whoever may only look does not see what streams show.
    @Test
    void addressesToWatchAreForThoseWhoMayHandThemOut() throws Exception {
        doors.glasses();
        var app = doors.dial("org.app", doors.app("org.app"));
        app.say("{\"type\":\"managed_stream_request\"}");
        app.expectStatus("initializing");
        var names = doors.awaitOpened();
        doors.playable(names);
        app.expectStatus("active");
        for (var path : List.of("/api/v1/streams", "/api/v1/streams/" + names.streamId())) {
            var seen = doors.call("GET", path, issue("read"), "").body();
            assertThat(seen).contains(names.streamId(), "\"state\":\"active\"").doesNotContain("Url", "whep");
            assertThat(doors.call("GET", path, issue("control"), "").body()).contains("hlsUrl", "webrtcUrl");
        }
    }

    private String issue(String scope) {
        return doors.store
                .apiTokens()
                .issue("test", Scope.of(scope).orElseThrow(), Optional.empty())
                .secret();
    }

    private String call(String method, String path, String body, int status) throws Exception {
        var response = doors.call(method, path, Doors.ADMIN, body);
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + response.body())
                .isEqualTo(status);
        return response.body();
    }

    private static JsonObject json(String body) {
        return JsonParser.parseString(body).getAsJsonObject();
    }
}
