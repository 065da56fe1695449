package io.glasscast.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.StreamNames;
import io.glasscast.kernel.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Links and viewers over HTTP.
@Timeout(30)
@SuppressWarnings("NullAway") // set up before each test
final class ViewerRestTest {
    @TempDir
    private Path folder;

    private Doors doors;
    private Doors.Talker app;
    private StreamNames names;
    private String shares;

    @BeforeEach
    void open() throws Exception {
        doors = new Doors(folder, ControlConfig.DEFAULT);
        doors.glasses();
        app = doors.dial("org.app", doors.app("org.app"));
        app.say("{\"type\":\"managed_stream_request\"}");
        app.expectStatus("initializing");
        names = doors.awaitOpened();
        shares = "/api/v1/streams/" + names.streamId() + "/shares";
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aLinkIsShownOnceKeptAsAHashAndRevoked() throws Exception {
        var made = json(call("POST", shares, "{\"expiresIn\":60,\"name\":\"for a friend\"}", 201));
        var token = made.get("token").getAsString();
        assertThat(token).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(names.playbackId());
        assertThat(made.keySet()).contains("shareId", "expiresAt", "hlsUrl", "dashUrl", "webrtcUrl", "previewUrl");
        var admitted = doors.viewers.admitted.getFirst();
        assertThat(admitted.hash()).isEqualTo(Digest.sha256(token));
        assertThat(doors.store.links().all()).containsExactly(admitted);
        assertThat(call("GET", shares, "", 200)).contains("for a friend").doesNotContain(token, admitted.hash());

        var id = made.get("shareId").getAsString();
        call("DELETE", shares + "/" + id, "", 204);
        assertThat(doors.viewers.revoked).containsExactly(id);
        assertThat(doors.store.links().all()).isEmpty();
        call("DELETE", shares + "/" + id, "", 404);
        assertThat(call("GET", shares, "", 200)).isEqualTo("[]");
    }

    @Test
    void aLinkOfAnotherStreamIsNotToBeRevokedHere() throws Exception {
        var id = json(call("POST", shares, "", 201)).get("shareId").getAsString();
        call("DELETE", "/api/v1/streams/mother/shares/" + id, "", 404);
        assertThat(doors.store.links().all()).hasSize(1);
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        for (var life : List.of("0", "-1", "2592001", "1.5", "\"1h\"", "null", "1e300"))
            call("POST", shares, "{\"expiresIn\":" + life + "}", 400);
        call("POST", shares, "{\"name\":\"a\\nb\"}", 400);
        call("POST", "/api/v1/streams/none/shares", "", 404);
        call("GET", "/api/v1/streams/none/shares", "", 404);
        call("GET", "/api/v1/streams/none/viewers", "", 404);
        doors.viewers.admission = Viewers.Admission.TOO_MANY;
        call("POST", shares, "", 409);
        doors.viewers.admission = Viewers.Admission.NO_SUCH_STREAM;
        call("POST", shares, "", 404);
        assertThat(doors.store.links().all()).isEmpty();
    }

    /// Neither does an app's key open the operator's doors, nor does knowing ids.
    @Test
    void nobodyElseMayAskForLinks() throws Exception {
        var key = doors.app("org.other");
        for (var token : List.of("", "wrong", key, doors.glassesToken, names.playbackId(), names.ingestKey()))
            for (var path : List.of(shares, "/api/v1/streams/" + names.streamId() + "/viewers"))
                assertThat(doors.call("GET", path, token, "").statusCode()).isEqualTo(401);
        assertThat(doors.call("POST", shares, key, "").statusCode()).isEqualTo(401);
        assertThat(doors.viewers.admitted).isEmpty();
    }

    @Test
    void linksEndWithTheirStream() throws Exception {
        call("POST", shares, "", 201);
        app.say("{\"type\":\"managed_stream_stop\"}");
        app.expectStatus("stopped");
        doors.awaitClosed();
        doors.room.close();
        assertThat(doors.store.links().all()).isEmpty();
    }

    @Test
    void theStreamsOwnAddressesAreRenewedAndAppsHear() throws Exception {
        doors.playable(names);
        app.expectStatus("active");
        var path = "/api/v1/streams/" + names.streamId() + "/playback-id";
        assertThat(json(call("POST", path, "", 200)).keySet()).contains("streamId", "hlsUrl", "previewUrl");
        var renewed = Doors.in(doors.renewed.poll(5, TimeUnit.SECONDS), "another id");
        assertThat(renewed.streamId()).isEqualTo(names.streamId());
        assertThat(renewed.ingestKey()).isEqualTo(names.ingestKey());
        assertThat(renewed.playbackId()).isNotEqualTo(names.playbackId()).hasSizeGreaterThanOrEqualTo(32);
        assertThat(app.expectStatus("active").get("message").getAsString())
                .isEqualTo("The addresses to watch at have changed");
        assertThat(doors.store.memories().all().get(Doors.USER)).contains(renewed.playbackId());
        call("POST", "/api/v1/streams/none/playback-id", "", 404);
    }

    @Test
    void viewersAreListedAndPartedFrom() throws Exception {
        doors.viewers.watching = List.of(
                new Viewers.Viewing("v1", "webrtc", Optional.empty(), false, 5_000),
                new Viewers.Viewing("hls", "hls", Optional.empty(), true, 4_000),
                new Viewers.Viewing("hls-l1", "hls", Optional.of("l1"), true, 3_000));
        var viewers = "/api/v1/streams/" + names.streamId() + "/viewers";
        assertThat(call("GET", viewers, "", 200))
                .contains(
                        "{\"viewerId\":\"v1\",\"protocol\":\"webrtc\",\"shareId\":null,\"watchingForMs\":5000}",
                        "{\"viewerId\":\"hls-l1\",\"protocol\":\"hls\",\"shareId\":\"l1\",\"watchingForMs\":3000}");
        call("DELETE", viewers + "/v1", "", 204);
        assertThat(doors.viewers.dismissed).containsExactly("v1");
        call("DELETE", viewers + "/v9", "", 404);
        call("DELETE", viewers + "/hls", "", 409);
        call("DELETE", viewers + "/hls-l1", "", 204);
        assertThat(doors.viewers.revoked).containsExactly("l1");
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
