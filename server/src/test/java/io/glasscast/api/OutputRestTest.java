package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.OutputState;
import io.glasscast.control.StreamNames;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Outputs over HTTP, as clients of MentraOS and the operator ask for them.
@Timeout(30)
@SuppressWarnings("NullAway") // set up before each test
final class OutputRestTest {
    private static final String KEY = "live_1234567890_secretsecret";

    @TempDir
    private Path folder;

    private Doors doors;
    private String key;
    private Doors.Talker app;
    private StreamNames names;

    @BeforeEach
    void open() throws Exception {
        doors = new Doors(folder, ControlConfig.DEFAULT);
        key = doors.app("org.app");
        doors.glasses();
        app = doors.dial("org.app", key);
        app.say("{\"type\":\"managed_stream_request\"}");
        app.expectStatus("initializing");
        names = doors.awaitOpened();
        doors.playable(names);
        app.expectStatus("active");
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void anAppAddsListsAndRemoves() throws Exception {
        var added = mentra(
                "POST", "", "{\"url\":\"rtmp://live.twitch.tv/app/%s\",\"name\":\"Twitch\"}".formatted(KEY), 200);
        assertThat(added.get("success").getAsBoolean()).isTrue();
        assertThat(added.get("message").getAsString()).isEqualTo("Output added successfully");
        var id = added.get("outputId").getAsString();
        assertThat(doors.outputsAdded.poll(5, TimeUnit.SECONDS)).isEqualTo(id + " rtmp://live.twitch.tv/app/" + KEY);
        assertThat(app.expectStatus("active").get("message").getAsString()).isEqualTo("Connecting to Twitch");

        var list = mentra("GET", "", "", 200);
        assertThat(list.toString()).doesNotContain(KEY);
        assertThat(list.get("streamId").getAsString()).isEqualTo(names.streamId());
        assertThat(list.get("total").getAsInt()).isEqualTo(1);
        assertThat(list.get("maxPerStream").getAsInt()).isEqualTo(10);
        assertThat(list.get("maxPerApp").getAsInt()).isEqualTo(10);
        var output = list.getAsJsonArray("outputs").get(0).getAsJsonObject();
        assertThat(output)
                .isEqualTo(JsonParser.parseString("{\"outputId\":\"" + id
                        + "\",\"url\":\"rtmp://live.twitch.tv/app/***cret\",\"name\":\"Twitch\","
                        + "\"addedBy\":\"org.app\",\"status\":\"stopped\"}"));

        told(id, OutputState.ERROR, "live.twitch.tv refused the stream key. Next attempt in 2 s.");
        app.expectStatus("active");
        output = mentra("GET", "", "", 200).getAsJsonArray("outputs").get(0).getAsJsonObject();
        assertThat(output.get("status").getAsString()).isEqualTo("error");
        assertThat(output.get("error").getAsString())
                .isEqualTo("live.twitch.tv refused the stream key. Next attempt in 2 s.");

        var removed = mentra("DELETE", "/" + id, "", 200);
        assertThat(removed.get("message").getAsString()).isEqualTo("Output removed successfully");
        assertThat(doors.outputsRemoved.poll(5, TimeUnit.SECONDS)).isEqualTo(id);
        assertThat(mentra("GET", "", "", 200).get("total").getAsInt()).isZero();
    }

    @Test
    void everyRefusalHasItsCode() throws Exception {
        refused("POST", "", "{}", 400, "MISSING_PARAM");
        refused("POST", "", "{\"url\":\"ftp://h/x\"}", 400, "INVALID_URL");
        refused("POST", "", "{\"url\":\"rtmp://\"}", 400, "INVALID_URL_FORMAT");
        refused("DELETE", "/onone", "", 404, "OUTPUT_NOT_FOUND");
        mentra("POST", "", "{\"url\":\"srt://h:9000?streamid=x\"}", 200);
        refused("POST", "", "{\"url\":\"srt://h:9000?streamid=x\"}", 409, "DUPLICATE_URL");
        for (int i = 1; i < 10; i++) mentra("POST", "", "{\"url\":\"rtmp://h/a/" + i + "\"}", 200);
        refused("POST", "", "{\"url\":\"rtmp://h/a/10\"}", 409, "MAX_OUTPUTS_REACHED");

        var none = "/api/streams/mnone/outputs?packageName=org.app";
        for (var method : new String[] {"GET", "POST"})
            assertThat(call(method, none, key, "{\"url\":\"rtmp://h/a/b\"}", 404))
                    .contains("STREAM_NOT_FOUND");
        assertThat(call("DELETE", "/api/streams/mnone/outputs/o?packageName=org.app", key, "", 404))
                .contains("STREAM_NOT_FOUND");

        var other = doors.app("org.other");
        var path = "/api/streams/" + names.streamId() + "/outputs";
        assertThat(call("GET", path + "?packageName=org.other", other, "", 403)).contains("NOT_A_VIEWER");
        assertThat(call("POST", path, other, "{\"packageName\":\"org.other\",\"url\":\"rtmp://h/a/b\"}", 403))
                .contains("NOT_A_VIEWER");
        assertThat(call("GET", path, key, "", 400)).contains("MISSING_PARAM");
        call("GET", path + "?packageName=org.app", other, "", 401);
        call("GET", path + "?packageName=org.app", "", "", 401);
    }

    @Test
    void withoutTheCameraPermissionThereAreNoOutputs() throws Exception {
        doors.call("PUT", "/api/v1/apps/org.app", Doors.ADMIN, "{\"permissions\":[\"MICROPHONE\"]}");
        refused("GET", "", "", 403, "PERMISSION_DENIED");
        refused("POST", "", "{\"url\":\"rtmp://h/a/b\"}", 403, "PERMISSION_DENIED");
        refused("DELETE", "/onone", "", 403, "PERMISSION_DENIED");
        doors.call("PUT", "/api/v1/apps/org.app", Doors.ADMIN, "{\"permissions\":[\"ALL\"]}");
        // The share, the last one, went with the permission.
        doors.awaitClosed();
        refused("DELETE", "/onone", "", 404, "STREAM_NOT_FOUND");
    }

    @Test
    void onlyItsOwnerRemovesAnOutput() throws Exception {
        var id = mentra("POST", "", "{\"url\":\"rtmp://h/a/b\"}", 200)
                .get("outputId")
                .getAsString();
        var other = doors.app("org.other");
        var joiner = doors.dial("org.other", other);
        joiner.say("{\"type\":\"managed_stream_request\"}");
        joiner.expectStatus("active");
        var path = "/api/streams/" + names.streamId() + "/outputs/" + id;
        assertThat(call("DELETE", path + "?packageName=org.other", other, "", 403))
                .contains("NOT_AUTHORIZED");
        call("DELETE", "/api/v1/streams/" + names.streamId() + "/outputs/" + id, Doors.ADMIN, "", 204);
        assertThat(doors.outputsRemoved.poll(5, TimeUnit.SECONDS)).isEqualTo(id);
    }

    @Test
    void theOperatorHasOutputsToo() throws Exception {
        var path = "/api/v1/streams/" + names.streamId() + "/outputs";
        call("GET", path, "wrong", "", 401);
        call("POST", path, key, "{\"url\":\"rtmp://h/a/b\"}", 401);
        var added = call("POST", path, Doors.ADMIN, "{\"url\":\"rtmp://h/a/" + KEY + "\"}", 201);
        var id = JsonParser.parseString(added).getAsJsonObject().get("outputId").getAsString();
        app.expectStatus("active");
        told(id, OutputState.ACTIVE, "");
        app.expectStatus("active");
        var list = call("GET", path, Doors.ADMIN, "", 200);
        assertThat(list)
                .contains("\"state\":\"active\"", "\"addedBy\":null", id)
                .doesNotContain(KEY);
        assertThat(call("GET", "/api/v1/streams/" + names.streamId(), Doors.ADMIN, "", 200))
                .contains("\"outputs\":" + list);
        assertThat(call("POST", path, Doors.ADMIN, "{}", 400)).contains("INVALID_URL");
        assertThat(call("POST", path, Doors.ADMIN, "{\"url\":\"rtmp://h/a/" + KEY + "\"}", 409))
                .contains("DUPLICATE_URL");
        assertThat(call("DELETE", path + "/onone", Doors.ADMIN, "", 404)).contains("OUTPUT_NOT_FOUND");
        call("GET", "/api/v1/streams/mnone/outputs", Doors.ADMIN, "", 404);
    }

    @Test
    void aRequestWithDestinationsReachesTheMedia() throws Exception {
        app.say("""
                {"type":"managed_stream_request","restreamDestinations":[{"url":"rtmp://h/a/%s","name":"H"}]}""".formatted(KEY));
        var status = app.expectStatus("active");
        assertThat(status.toString()).doesNotContain(KEY);
        assertThat(status.getAsJsonArray("outputs")
                        .get(0)
                        .getAsJsonObject()
                        .get("status")
                        .getAsString())
                .isEqualTo("stopped");
        assertThat(doors.outputsAdded.poll(5, TimeUnit.SECONDS)).endsWith(" rtmp://h/a/" + KEY);
    }

    private void told(String outputId, OutputState state, String message) {
        doors.room.mediaEvent(names.streamId(), new MediaEvent.Output(outputId, state, message));
    }

    private void refused(String method, String path, String body, int status, String code) throws Exception {
        var reply = mentra(method, path, body, status);
        assertThat(reply.get("error").getAsString()).isEqualTo(code);
        assertThat(reply.get("message").getAsString()).isNotEmpty();
    }

    private JsonObject mentra(String method, String path, String body, int status) throws Exception {
        var address = "/api/streams/" + names.streamId() + "/outputs" + path + "?packageName=org.app";
        return JsonParser.parseString(call(method, address, key, body, status)).getAsJsonObject();
    }

    private String call(String method, String path, String token, String body, int status) throws Exception {
        var response = doors.call(method, path, token, body);
        assertThat(response.statusCode())
                .as(method + " " + path + " " + response.body())
                .isEqualTo(status);
        return response.body();
    }
}
