package io.glasscast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.glasscast.contract.AppToCloud.ManagedStreamRequest;
import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.CloudToApp.StreamStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The exact JSON that existing clients send and expect. What is in files, the TypeScript SDK is checked against too. */
final class GoldenTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final PlaybackUrls URLS = PlaybackUrls.of("h", "d", "w", "p", "t");

    @Test
    void aSessionIsRequested() {
        var request = new Webhook.SessionRequest(
                "u@x.org-org.app", "u@x.org", NOON, "ws://cloud/ws/miniapp", "ws://cloud/app-ws");
        assertJson(Wire.write(request), golden("webhook/session-request"));
        assertThat(Wire.webhook(Wire.write(request)).orThrow()).isEqualTo(request);
    }

    @Test
    void anAppStops() {
        var request = new Webhook.StopRequest("u@x.org-org.app", "u@x.org", NOON, "user_disabled");
        assertJson(Wire.write(request), golden("webhook/stop-request"));
        assertThat(Wire.webhook(Wire.write(request)).orThrow()).isEqualTo(request);
    }

    @Test
    void bothStylesOfInit() {
        assertThat(Wire.appToCloud(golden("app-to-cloud/init")))
                .isEqualTo(new Decoded.Message<>(
                        new AppToCloud.ConnectionInit(
                                Optional.of("u@x.org-org.app"),
                                Optional.of("org.app"),
                                Optional.of("k-12345678"),
                                Optional.empty()),
                        new Envelope(
                                Optional.of("u@x.org-org.app"),
                                Optional.of("org.app"),
                                Optional.of(Instant.parse("2026-01-01T12:00:00.123Z")))));
        assertThat(Wire.appToCloud(golden("app-to-cloud/init-with-headers")).orThrow())
                .isEqualTo(new AppToCloud.ConnectionInit(
                        Optional.empty(), Optional.of("org.app"), Optional.of("k"), Optional.of("3.0.0-hono.8")));
    }

    @Test
    void theAckHasSettingsAndCapabilities() {
        var ack = new CloudToApp.ConnectionAck(Optional.of(Capabilities.cameraGlasses("Mentra Live")), true);
        assertJson(Wire.write(ack, Envelope.of("u@x.org-org.app", NOON)), golden("cloud-to-app/ack"));
    }

    @Test
    void subscriptionsAreNamesOrObjects() {
        assertThat(Wire.appToCloud("""
                {"type":"subscription_update","packageName":"org.app",
                 "subscriptions":["managed_stream_status",{"stream":"location_stream","rate":"high"},7],"sessionId":"s"}""").orThrow())
                .isEqualTo(new AppToCloud.SubscriptionUpdate(List.of("managed_stream_status", "location_stream")));
    }

    @Test
    void aManagedStreamIsRequestedWithNothing() {
        var frame = golden("app-to-cloud/managed-request-plain");
        assertThat(Wire.appToCloud(frame).orThrow()).isEqualTo(ManagedStreamRequest.PLAIN);
        assertJson(
                Wire.write(
                        ManagedStreamRequest.PLAIN,
                        new Envelope(Optional.empty(), Optional.of("org.app"), Optional.of(NOON))),
                frame);
    }

    @Test
    void aManagedStreamIsRequestedWithEverything() {
        var frame = golden("app-to-cloud/managed-request");
        var request = new ManagedStreamRequest(
                VideoConfig.of(1280, 720, 2_000_000, 30),
                new AudioConfig(OptionalInt.of(128_000), OptionalInt.of(44_100), Optional.of(true), Optional.of(false)),
                StreamConfig.limitedTo(60),
                List.of(
                        new RestreamDestination("rtmp://a/b", Optional.of("A")),
                        new RestreamDestination("rtmps://c/d", Optional.empty())),
                false,
                Optional.of("720p"),
                Optional.of(true),
                Optional.empty());
        assertThat(Wire.appToCloud(frame).orThrow()).isEqualTo(request);
        assertJson(Wire.write(request, Envelope.of("s", "org.app", NOON)), frame);
    }

    @Test
    void managedStatuses() {
        var initializing = ManagedStreamStatus.of(ManagedState.INITIALIZING).withStreamId("m1");
        assertJson(Wire.write(initializing, Envelope.NONE), golden("cloud-to-app/managed-initializing"));
        var active = ManagedStreamStatus.of(ManagedState.ACTIVE)
                .withStreamId("m1")
                .withUrls(URLS)
                .withOutputs(List.of(
                        new OutputStatus("rtmp://a", Optional.of("A"), OutputStatus.State.ERROR, Optional.of("no"))));
        assertJson(Wire.write(active, Envelope.NONE), golden("cloud-to-app/managed-active"));
        assertThat(Wire.cloudToApp(Wire.write(active, Envelope.NONE)).orThrow()).isEqualTo(active);
        assertThat(Wire.cloudToApp("{\"type\":\"managed_stream_status\",\"status\":\"dancing\"}"))
                .isEqualTo(new Decoded.Unknown<>("managed_stream_status"));
    }

    @Test
    void aStreamOfTheAppsOwnUnderBothNames() {
        for (var dialect : Dialect.values()) {
            var name = dialect == Dialect.RTMP ? "rtmp-stream" : "stream";
            var request = golden("app-to-cloud/" + name + "-request");
            var message = new AppToCloud.StreamRequest(
                    dialect,
                    "srt://host:4201?streamid=x",
                    VideoConfig.NONE,
                    AudioConfig.NONE,
                    StreamConfig.NONE,
                    false);
            assertThat(Wire.appToCloud(request).orThrow()).isEqualTo(message);
            assertJson(Wire.write(message, Envelope.of("s", "org.app", NOON)), request);
            assertThat(Wire.appToCloud("{\"type\":\"" + dialect.stop() + "\",\"streamId\":\"s1\"}")
                            .orThrow())
                    .isEqualTo(new AppToCloud.StreamStop(dialect, Optional.of("s1")));
            assertJson(
                    Wire.write(
                            StreamStatus.of(dialect, StreamState.ERROR, "s1").withErrorDetails("camera_busy"),
                            Envelope.NONE),
                    golden("cloud-to-app/" + name + "-status"));
        }
    }

    @Test
    void theGlassesAreCommanded() {
        var start = new CloudToGlasses.StartStream(
                Dialect.STREAM,
                "m1",
                CloudToGlasses.MANAGED_STREAM,
                "https://cloud/whip/k",
                VideoConfig.NONE,
                AudioConfig.NONE,
                StreamConfig.NONE,
                true,
                true);
        assertJson(Wire.write(start, Envelope.of("u@x.org", NOON)), """
                {"type":"start_stream","sessionId":"u@x.org","appId":"MANAGED_STREAM","streamId":"m1",
                 "streamUrl":"https://cloud/whip/k","video":{},"audio":{},"stream":{},"flash":true,"sound":true,
                 "timestamp":"2026-01-01T12:00:00Z"}""");
        assertJson(
                Wire.write(
                        new CloudToGlasses.KeepStreamAlive(Dialect.RTMP, "m1", "a1b2c"), Envelope.of("u@x.org", NOON)),
                """
                {"type":"keep_rtmp_stream_alive","streamId":"m1","ackId":"a1b2c","sessionId":"u@x.org",
                 "timestamp":"2026-01-01T12:00:00Z"}""");
        assertThat(Wire.cloudToGlasses("""
                {"type":"start_rtmp_stream","rtmpUrl":"rtmp://a/b","streamId":"s1","appId":"org.app",
                 "v":{"w":640,"h":480,"br":500000,"fr":15},"a":{"br":64000,"sr":44100,"ec":true,"ns":false},
                 "sound":false}""").orThrow())
                .isEqualTo(new CloudToGlasses.StartStream(
                        Dialect.RTMP,
                        "s1",
                        "org.app",
                        "rtmp://a/b",
                        VideoConfig.of(640, 480, 500_000, 15),
                        new AudioConfig(
                                OptionalInt.of(64_000), OptionalInt.of(44_100), Optional.of(true), Optional.of(false)),
                        StreamConfig.NONE,
                        true,
                        false));
    }

    @Test
    void theGlassesTellInFullAndInShort() {
        var full = Wire.glassesToCloud("""
                {"type":"stream_status","streamId":"m1","status":"streaming","temperatureC":31.5,
                 "stats":{"bitrate":900000,"fps":14.5,"width":854,"height":480,"droppedFrames":3,"duration":12},
                 "resolvedConfig":{"transport":"whip","video":{"width":854,"height":480,"fps":15}}}""").orThrow();
        var shortened = Wire.glassesToCloud("""
                {"type":"rtmp_stream_status","streamId":"m1","status":"streaming","tp":31.5,
                 "m":{"b":900000,"f":14.5,"w":854,"h":480,"d":3,"u":12}}""").orThrow();
        var stats = new StreamStats(
                OptionalLong.of(900_000),
                OptionalDouble.of(14.5),
                OptionalLong.of(3),
                OptionalDouble.of(12),
                OptionalInt.of(854),
                OptionalInt.of(480),
                OptionalDouble.of(31.5));
        assertThat(full)
                .isEqualTo(GlassesToCloud.StreamStatus.of("m1", StreamState.STREAMING)
                        .withStats(stats)
                        .withResolvedConfig(ResolvedConfig.of(
                                "whip", VideoConfig.NONE.withSize(854, 480).withFrameRate(15), AudioConfig.NONE)));
        assertThat(((GlassesToCloud.StreamStatus) shortened).stats()).isEqualTo(stats);
        assertThat(((GlassesToCloud.StreamStatus) shortened).dialect()).isEqualTo(Dialect.RTMP);
        assertThat(Wire.glassesToCloud("""
                {"type":"stream_status","status":"error","errorDetails":"camera_busy"}""").orThrow()).isEqualTo(GlassesToCloud.StreamStatus.refusal("camera_busy"));
        assertThat(Wire.glassesToCloud("""
                {"type":"glasses_connection_state","modelName":"Mentra Live","status":"CONNECTED",
                 "wifi":{"connected":false,"ssid":"x"}}""").orThrow())
                .isEqualTo(new GlassesToCloud.GlassesConnectionState(
                        Optional.of("Mentra Live"), true, Optional.of(false)));
        assertThat(Wire.glassesToCloud("{\"type\":\"glasses_connection_state\",\"wifi\":{\"connected\":null}}")
                        .orThrow())
                .isEqualTo(new GlassesToCloud.GlassesConnectionState(Optional.empty(), false, Optional.empty()));
    }

    @Test
    void theGlassesAreAskedAndAnswer() {
        assertJson(
                Wire.write(new CloudToGlasses.GetStreamStatus(Dialect.STREAM), Envelope.NONE),
                "{\"type\":\"get_stream_status\"}");
        assertJson(
                Wire.write(new CloudToGlasses.GetStreamStatus(Dialect.RTMP), Envelope.NONE),
                "{\"type\":\"get_rtmp_status\"}");
        assertJson(
                Wire.write(
                        new GlassesToCloud.StreamSnapshot(
                                Dialect.STREAM, StreamState.STREAMING, Optional.of("m1"), OptionalInt.empty()),
                        Envelope.NONE),
                """
                {"type":"stream_status","kind":"snapshot","status":"streaming","streaming":true,
                 "reconnecting":false,"streamId":"m1"}""");
    }

    @Test
    void aCheckIsAnsweredUnderBothNames() {
        var managed = new CloudToApp.StreamStatusCheckResponse(
                Optional.of("stream_check_1"),
                Optional.of(new StreamInfo(
                        StreamInfo.Kind.MANAGED,
                        "m1",
                        "active",
                        NOON,
                        Optional.of(URLS),
                        OptionalInt.of(1),
                        Optional.empty(),
                        Optional.empty())));
        assertJson(Wire.write(managed, Envelope.NONE), golden("cloud-to-app/check-managed"));
        assertThat(Wire.cloudToApp(Wire.write(managed, Envelope.NONE)).orThrow())
                .isEqualTo(managed);
        var own = new CloudToApp.StreamStatusCheckResponse(
                Optional.empty(),
                Optional.of(new StreamInfo(
                        StreamInfo.Kind.UNMANAGED,
                        "s1",
                        "active",
                        NOON,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.of("srt://h"),
                        Optional.of("org.app"))));
        assertJson(Wire.write(own, Envelope.NONE), golden("cloud-to-app/check-unmanaged"));
        assertJson(
                Wire.write(new CloudToApp.StreamStatusCheckResponse(Optional.empty(), Optional.empty()), Envelope.NONE),
                golden("cloud-to-app/check-nothing"));
    }

    @Test
    void aPermissionIsMissing() {
        assertJson(
                Wire.write(
                        new CloudToApp.PermissionError(
                                "m",
                                List.of(new CloudToApp.PermissionError.Detail("managed_stream_status", "CAMERA", "c"))),
                        Envelope.NONE),
                golden("cloud-to-app/permission-error"));
    }

    @Test
    void secretsStayOutOfWords() {
        assertThat(new AppToCloud.ConnectionInit(
                                Optional.empty(), Optional.of("a"), Optional.of("SECRET"), Optional.empty())
                        .toString())
                .doesNotContain("SECRET");
        assertThat(new RestreamDestination("SECRET", Optional.empty()).toString())
                .doesNotContain("SECRET");
    }

    private static String golden(String name) {
        try (var file = GoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertJson(String actual, String expected) {
        assertThat(JsonParser.parseString(actual)).isEqualTo(JsonParser.parseString(expected));
    }
}
