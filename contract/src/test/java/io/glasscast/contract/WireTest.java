package io.glasscast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every message: it survives a round trip, and what is not a message is a value. */
final class WireTest {
    static Stream<AppToCloud> fromApps() {
        return Stream.of(
                new AppToCloud.ConnectionInit(Optional.of("s"), Optional.of("p"), Optional.of("k"), Optional.of("v")),
                new AppToCloud.Reconnect(Optional.of("s"), Optional.empty()),
                new AppToCloud.SubscriptionUpdate(List.of("stream_status")),
                AppToCloud.ManagedStreamRequest.PLAIN,
                new AppToCloud.ManagedStreamStop(),
                new AppToCloud.StreamRequest(
                        Dialect.RTMP,
                        "rtmp://h/k",
                        VideoConfig.of(1, 2, 3, 4),
                        AudioConfig.NONE.withBitrate(5),
                        StreamConfig.limitedTo(6),
                        true),
                new AppToCloud.StreamStop(Dialect.STREAM, Optional.empty()),
                new AppToCloud.StreamStatusCheck(Optional.of("r")),
                new AppToCloud.OwnershipRelease(Optional.of("clean_shutdown")),
                new AppToCloud.Ping());
    }

    @ParameterizedTest
    @MethodSource
    void fromApps(AppToCloud message) {
        assertThat(Wire.appToCloud(Wire.write(message, Envelope.NONE)).orThrow())
                .isEqualTo(message);
    }

    static Stream<CloudToApp> toApps() {
        return Stream.of(
                new CloudToApp.ConnectionAck(Optional.empty()),
                new CloudToApp.ReconnectAck(Optional.of(Capabilities.cameraGlasses("x"))),
                new CloudToApp.ReconnectRejected("SESSION_NOT_FOUND", "m"),
                new CloudToApp.ConnectionError("INVALID_API_KEY", "m"),
                new CloudToApp.AppStopped("user_disabled"),
                new CloudToApp.Pong(),
                CloudToApp.ManagedStreamStatus.of(ManagedState.ERROR)
                        .withMessage("m")
                        .withActiveViewers(2)
                        .asResumed(),
                CloudToApp.StreamStatus.of(Dialect.RTMP, StreamState.RECONNECT_FAILED, "s1")
                        .withAppId("p"),
                new CloudToApp.StreamStatusCheckResponse(Optional.of("r"), Optional.empty()),
                new CloudToApp.PermissionError("m", List.of()));
    }

    @ParameterizedTest
    @MethodSource
    void toApps(CloudToApp message) {
        assertThat(Wire.cloudToApp(Wire.write(message, Envelope.NONE)).orThrow())
                .isEqualTo(message);
    }

    static Stream<GlassesToCloud> fromGlasses() {
        return Stream.of(
                new GlassesToCloud.ConnectionInit(),
                new GlassesToCloud.Ping(),
                new GlassesToCloud.Pong(),
                GlassesToCloud.StreamStatus.of("m1", StreamState.RECONNECTING).withAttempt(1, 3, "lost"),
                new GlassesToCloud.KeepAliveAck("m1", "a1"),
                new GlassesToCloud.StartApp("p"),
                new GlassesToCloud.StopApp("p"),
                new GlassesToCloud.GlassesConnectionState(Optional.of("x"), true, Optional.of(true)));
    }

    @ParameterizedTest
    @MethodSource
    void fromGlasses(GlassesToCloud message) {
        assertThat(Wire.glassesToCloud(Wire.write(message, Envelope.NONE)).orThrow())
                .isEqualTo(message);
    }

    static Stream<CloudToGlasses> toGlasses() {
        return Stream.of(
                new CloudToGlasses.ConnectionAck(),
                new CloudToGlasses.StartStream(
                        Dialect.RTMP,
                        "s1",
                        "p",
                        "rtmp://h/k",
                        VideoConfig.NONE,
                        AudioConfig.NONE,
                        new StreamConfig(OptionalInt.of(3)),
                        false,
                        true),
                new CloudToGlasses.StopStream(Dialect.STREAM, "s1", "p"),
                new CloudToGlasses.KeepStreamAlive(Dialect.STREAM, "s1", "a1"),
                new CloudToGlasses.Ping(),
                new CloudToGlasses.Pong(),
                new CloudToGlasses.AppStopped("p", "r"),
                new CloudToGlasses.AppStateChange(),
                new CloudToGlasses.ShowWifiSetup("r", "p"));
    }

    @ParameterizedTest
    @MethodSource
    void toGlasses(CloudToGlasses message) {
        assertThat(Wire.cloudToGlasses(Wire.write(message, Envelope.NONE)).orThrow())
                .isEqualTo(message);
    }

    @Test
    void theRoundTripsSawEveryMessage() {
        assertCovers(AppToCloud.class, fromApps());
        assertCovers(CloudToApp.class, toApps());
        assertCovers(GlassesToCloud.class, fromGlasses());
        assertCovers(CloudToGlasses.class, toGlasses());
    }

    private static void assertCovers(Class<?> family, Stream<?> samples) {
        assertThat(samples.<Class<?>>map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrder(family.getPermittedSubclasses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | json-not-an-object",
                "{ | json-malformed",
                "{} | type-missing",
                "{\"type\":7} | type-missing",
                "{\"type\":\"\"} | type-missing",
                "[] | json-not-an-object",
                "null | json-not-an-object",
                "'\"ping\"' | json-not-an-object",
                "{\"type\":\"ping\"}{} | json-malformed",
                "{\"type\":\"ping\"} x | json-malformed",
                "{type:\"ping\"} | json-malformed",
                "{'type':'ping'} | json-malformed",
                "{\"type\":\"ping\",} | json-malformed",
            })
    void whatIsNoMessageIsSaid(String frame, String why) {
        assertThat(Wire.appToCloud(frame)).isEqualTo(new Decoded.Malformed<>(why));
    }

    @Test
    void anUnknownTypeIsAValue() {
        assertThat(Wire.appToCloud("{\"type\":\"display_event\"}")).isEqualTo(new Decoded.Unknown<>("display_event"));
    }

    @Test
    void depthAndLengthHaveLimits() {
        var deep = "{\"type\":\"ping\",\"x\":" + "[".repeat(100_000 / 4) + "]".repeat(100_000 / 4) + "}";
        assertThat(Wire.appToCloud(deep)).isEqualTo(new Decoded.Malformed<>("json-malformed"));
        var wide = "{\"type\":\"ping\",\"x\":\"" + "y".repeat(Wire.FRAME_LIMIT) + "\"}";
        assertThat(Wire.appToCloud(wide)).isEqualTo(new Decoded.Malformed<>("frame-too-long"));
    }

    @Test
    void fieldsOfTheWrongKindCountAsAbsent() {
        assertThat(Wire.appToCloud("""
                {"type":"managed_stream_request","video":{"width":"wide","height":1e999,"bitrate":1e12,"frameRate":29.97},
                 "audio":[],"stream":{"durationLimit":null},"restreamDestinations":"x","sound":"no"}""").orThrow())
                .isEqualTo(AppToCloud.ManagedStreamRequest.of(
                        new VideoConfig(
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.of(Integer.MAX_VALUE),
                                OptionalInt.of(30)),
                        AudioConfig.NONE,
                        StreamConfig.NONE,
                        List.of(),
                        true));
    }
}
