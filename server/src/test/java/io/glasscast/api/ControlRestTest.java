package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.control.ControlConfig;
import io.glasscast.store.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@SuppressWarnings("NullAway") // set up before each test
final class ControlRestTest {
    private static final String STORAGE = "/api/sdk/simple-storage/u-ser%40ex-ample.org";

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
    void appsAreAddedChangedAndRemoved() throws Exception {
        var added = admin(
                "POST",
                "/api/v1/apps",
                "{\"packageName\":\"org.app\",\"permissions\":[\"CAMERA\"],\"webhook\":\"http://h:1\"}",
                201);
        assertThat(added.get("apiKey").getAsString()).startsWith("gck_");
        assertThat(call("GET", "/api/v1/apps", Doors.ADMIN, "", 200)).doesNotContain("apiKey");
        admin("POST", "/api/v1/apps", "{\"packageName\":\"org.app\"}", 409);
        admin("POST", "/api/v1/apps", "{\"packageName\":\"or/g\"}", 400);
        admin("POST", "/api/v1/apps", "{\"packageName\":\"x\",\"webhook\":\"file:///x\"}", 400);
        admin("POST", "/api/v1/apps", "[]", 400);
        var changed = admin("PUT", "/api/v1/apps/org.app", "{\"permissions\":[]}", 200);
        assertThat(changed.getAsJsonArray("permissions")).isEmpty();
        assertThat(changed.get("webhook").getAsString()).isEqualTo("http://h:1");
        var renewed = admin("POST", "/api/v1/apps/org.app/key", "", 201);
        assertThat(doors.store
                        .apps()
                        .authenticate("org.app", renewed.get("apiKey").getAsString()))
                .isPresent();
        call("DELETE", "/api/v1/apps/org.app", Doors.ADMIN, "", 204);
        call("DELETE", "/api/v1/apps/org.app", Doors.ADMIN, "", 404);
    }

    @Test
    void usersAreAddedAndRemoved() throws Exception {
        var added = admin("POST", "/api/v1/users", "{\"user\":\"New@Example.org\"}", 201);
        assertThat(added.get("user").getAsString()).isEqualTo("new@example.org");
        assertThat(doors.store
                        .glassesTokens()
                        .authenticate(added.get("glassesToken").getAsString()))
                .isPresent();
        admin("POST", "/api/v1/users", "{\"user\":\"new@example.org\"}", 409);
        admin("POST", "/api/v1/users", "{\"user\":\"new\"}", 400);
        admin("POST", "/api/v1/users/new%40example.org/tokens", "", 201);
        call("DELETE", "/api/v1/users/new@example.org", Doors.ADMIN, "", 204);
        call("DELETE", "/api/v1/users/new@example.org", Doors.ADMIN, "", 404);
    }

    @Test
    void glassesRenewTheirTokenAndNobodyElseDoes() throws Exception {
        var renew = "/api/v1/glasses/token";
        var same = JsonParser.parseString(call("POST", renew, doors.glassesToken, "", 200))
                .getAsJsonObject();
        assertThat(same.get("glassesToken").getAsString()).isEqualTo(doors.glassesToken);
        assertThat(same.has("expiresAt")).as("it never expires").isFalse();
        var wrong = new String[] {"", "wrong", Doors.ADMIN, doors.app("org.app"), doors.glassesToken + "x"};
        for (var token : wrong) call("POST", renew, token, "", 401);
        assertThat(doors.refused).hasSize(wrong.length).containsOnly("glasses-token");
    }

    @Test
    void newTokensOfGlassesExpireWhereTheOperatorWantsIt() throws Exception {
        doors.close();
        var d = ControlConfig.DEFAULT;
        doors = new Doors(
                folder.resolve("other"),
                new ControlConfig(
                        d.startTimeout(),
                        d.appGrace(),
                        d.glassesGrace(),
                        d.dialInTimeout(),
                        d.acceptDialOut(),
                        d.glassesDialect(),
                        d.ingest(),
                        Optional.of(Duration.ofHours(1))));
        for (var path : new String[] {"/api/v1/users", "/api/v1/users/new%40example.org/tokens"})
            assertThat(admin("POST", path, "{\"user\":\"new@example.org\"}", 201)
                            .keySet())
                    .containsExactly("user", "glassesToken", "expiresAt");
    }

    @Test
    void theAdminTokenIsNeeded() throws Exception {
        for (var path : new String[] {"/api/v1/apps", "/api/v1/users", "/api/v1/sessions", "/api/v1/streams"})
            for (var token : new String[] {"", "wrong", Doors.ADMIN + "x"}) call("GET", path, token, "", 401);
    }

    @Test
    void streamsAreSeenWithoutTheirKeys() throws Exception {
        var key = doors.app("org.app");
        doors.glasses();
        var app = doors.dial("org.app", key);
        app.say("{\"type\":\"managed_stream_request\"}");
        app.expectStatus("initializing");
        var names = doors.awaitOpened();
        doors.playable(names);
        app.expectStatus("active");
        var all = call("GET", "/api/v1/streams", Doors.ADMIN, "", 200);
        assertThat(all).contains(names.streamId(), "\"state\":\"active\"").doesNotContain(names.ingestKey());
        assertThat(admin("GET", "/api/v1/streams/" + names.streamId(), "", 200)
                        .get("hlsUrl")
                        .getAsString())
                .isEqualTo("hls");
        call("GET", "/api/v1/streams/none", Doors.ADMIN, "", 404);
        assertThat(call("GET", "/api/v1/sessions", Doors.ADMIN, "", 200)).contains("\"state\":\"connected\"");
    }

    @Test
    void whatMentraClientsAsk() throws Exception {
        doors.app("org.app");
        assertThat(call("GET", "/api/sdk/version", "", "", 200)).contains("\"latest\"");
        assertThat(call("GET", "/api/public/permissions/org.app", "", "", 200)).contains("CAMERA");
        assertThat(call("GET", "/ws/miniapp/api/public/permissions/org.app", "", "", 200))
                .contains("CAMERA");
        call("GET", "/api/public/permissions/org.none", "", "", 404);
        call("POST", "/apps/org.app/start", doors.glassesToken, "", 200);
        call("POST", "/apps/org.none/start", doors.glassesToken, "", 404);
        call("POST", "/apps/org.app/stop", "wrong", "", 401);
        call("POST", "/api/client/device/state", doors.glassesToken, "{\"wifiConnected\":false}", 200);
    }

    @Test
    void appsHaveNoSettings() throws Exception {
        assertThat(call("GET", "/appsettings/user/org.app", "u-ser@ex-ample.org-org.app", "", 200))
                .isEqualTo("{\"success\":true,\"settings\":[]}");
    }

    @Test
    void anAppKeepsWhatItLikesForAUser() throws Exception {
        var bearer = "org.app:" + doors.app("org.app");
        for (var prefix : new String[] {"", "/ws/miniapp"}) {
            var all = prefix + STORAGE;
            assertThat(data(call("GET", all, bearer, "", 200))).isEqualTo("{}");
            call("PUT", all, bearer, "{\"data\":{\"a\":\"1\",\"b/ä\":\"\"}}", 200);
            call("PUT", all + "/a", bearer, "{\"value\":\"2\"}", 200);
            assertThat(data(call("GET", all, bearer, "", 200))).isEqualTo("{\"a\":\"2\",\"b/ä\":\"\"}");
            assertThat(data(call("GET", all + "/a", bearer, "", 200))).isEqualTo("\"2\"");
            call("DELETE", all + "/b%2F%C3%A4", bearer, "", 200);
            call("GET", all + "/b%2F%C3%A4", bearer, "", 404);
            assertThat(data(call("GET", all, bearer, "", 200))).isEqualTo("{\"a\":\"2\"}");
            call("DELETE", all, bearer, "", 200);
        }
    }

    @Test
    void onlyTheAppItselfReadsWhatItKeeps() throws Exception {
        var key = doors.app("org.app");
        var other = "org.other:" + doors.app("org.other");
        call("PUT", STORAGE, "org.app:" + key, "{\"data\":{\"a\":\"1\"}}", 200);
        assertThat(data(call("GET", STORAGE, other, "", 200))).isEqualTo("{}");
        call("DELETE", STORAGE, other, "", 200);
        assertThat(data(call("GET", STORAGE, "org.app:" + key, "", 200))).isEqualTo("{\"a\":\"1\"}");
        for (var wrong : new String[] {"", key, "org.app:", "org.app:" + key + "x", "org.other:" + key})
            call("GET", STORAGE, wrong, "", 401);
        call("GET", "/api/sdk/simple-storage/nobody@example.org", "org.app:" + key, "", 404);
    }

    @Test
    void whatAnAppKeepsHasLimits() throws Exception {
        var bearer = "org.app:" + doors.app("org.app");
        for (var wrong : new String[] {"{}", "{\"data\":[]}", "{\"data\":{\"a\":1}}", "{\"data\":{\"\":\"x\"}}"})
            call("PUT", STORAGE, bearer, wrong, 400);
        call("PUT", STORAGE + "/a", bearer, "{\"value\":\"" + "x".repeat(100_001) + "\"}", 413);
        var most = "{\"value\":\"" + "x".repeat(100_000) + "\"}";
        for (int i = 0; i < 9; i++) call("PUT", STORAGE + "/" + i, bearer, most, 200);
        call("PUT", STORAGE + "/9", bearer, most, 413);
        call("PUT", STORAGE + "/8", bearer, most, 200);
        var many = new JsonObject();
        for (int i = 0; i < 1_000; i++) many.addProperty("many" + i, "");
        var data = new JsonObject();
        data.add("data", many);
        call("PUT", STORAGE, bearer, data.toString(), 413);
        call("DELETE", STORAGE, bearer, "", 200);
        call("PUT", STORAGE, bearer, data.toString(), 200);
    }

    @Test
    void whatIsKeptGoesWithItsAppAndItsUser() throws Exception {
        var second = "second@example.org";
        var _ = doors.store.users().add(new User(second)).orElseThrow();
        doors.app("org.app");
        doors.app("org.other");
        for (var user : new String[] {Doors.USER, second})
            for (var app : new String[] {"org.app", "org.other"})
                assertThat(doors.store.storage().keep(app, user, Map.of("a", "1")))
                        .isTrue();
        call("DELETE", "/api/v1/apps/org.app", Doors.ADMIN, "", 204);
        doors.app("org.app");
        call("DELETE", "/api/v1/users/" + second, Doors.ADMIN, "", 204);
        var _ = doors.store.users().add(new User(second)).orElseThrow();
        assertThat(doors.store.storage().of("org.app", Doors.USER)).isEmpty();
        assertThat(doors.store.storage().of("org.other", second)).isEmpty();
        assertThat(doors.store.storage().of("org.other", Doors.USER)).containsExactly(Map.entry("a", "1"));
    }

    private static String data(String answer) {
        return JsonParser.parseString(answer).getAsJsonObject().get("data").toString();
    }

    private JsonObject admin(String method, String path, String body, int status) throws Exception {
        return JsonParser.parseString(call(method, path, Doors.ADMIN, body, status))
                .getAsJsonObject();
    }

    private String call(String method, String path, String token, String body, int status) throws Exception {
        var response = doors.call(method, path, token, body);
        assertThat(response.statusCode())
                .as(method + " " + path + " " + response.body())
                .isEqualTo(status);
        return response.body();
    }
}
