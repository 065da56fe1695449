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
                        VideoConfig.of(640, 480, 500_000, 15),
                        AudioConfig.NONE.withBitrate(64_000),
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
                new CloudToApp.ConnectionAck(Optional.empty(), false),
                new CloudToApp.ReconnectAck(Optional.of(Capabilities.cameraGlasses("x")), true),
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
                new GlassesToCloud.StreamSnapshot(
                        Dialect.RTMP, StreamState.RECONNECTING, Optional.of("m1"), OptionalInt.of(2)),
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
                new CloudToGlasses.GetStreamStatus(Dialect.RTMP),
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'video':{'width':99999} | video.width must be between 320 and 1920 (got 99999)",
                "'video':{'width':319} | video.width must be between 320 and 1920 (got 319)",
                "'video':{'height':1081} | video.height must be between 240 and 1080 (got 1081)",
                "'video':{'bitrate':1e12} | video.bitrate must be between 100000 and 10000000 (got 1e12)",
                "'video':{'bitrate':-1} | video.bitrate must be between 100000 and 10000000 (got -1)",
                "'video':{'frameRate':0} | video.frameRate must be between 1 and 30 (got 0)",
                "'video':{'frameRate':1e999} | video.frameRate must be between 1 and 30 (got 1e999)",
                "'video':{'frameRate':29.97} | video.frameRate must be a whole number (got 29.97)",
                "'video':{'width':'wide'} | video.width must be a whole number (got \"wide\")",
                "'video':{'width':'1280'} | video.width must be a whole number (got \"1280\")",
                "'video':{'width':true} | video.width must be a whole number (got true)",
                "'video':{'width':[1]} | video.width must be a whole number (got a list)",
                "'video':{'fps':30} | video.fps is unknown (known are bitrate, frameRate, height, width)",
                "'video':[] | video must be an object (got a list)",
                "'video':'720p' | video must be an object (got \"720p\")",
                "'audio':{'bitrate':1} | audio.bitrate must be between 32000 and 320000 (got 1)",
                "'audio':{'sampleRate':96000} | audio.sampleRate must be between 22050 and 48000 (got 96000)",
                "'audio':{'echoCancellation':'yes'} | audio.echoCancellation must be true or false (got \"yes\")",
                "'audio':{'noiseSuppression':1} | audio.noiseSuppression must be true or false (got 1)",
                "'stream':{'durationLimit':0} | stream.durationLimit must be between 1 and 86400 (got 0)",
                "'stream':{'durationLimit':{}} | stream.durationLimit must be a whole number (got an object)",
                "'stream':{'duration':1} | stream.duration is unknown (known are durationLimit)",
                "'sound':'no' | sound must be true or false (got \"no\")",
            })
    void aWishThatIsNotUnderstoodIsRefusedInWords(String wish, String words) {
        for (var type : List.of("managed_stream_request", "stream_request", "rtmp_stream_request")) {
            var frame = "{'type':'" + type + "'," + wish + "}";
            assertThat(objection(frame.replace('\'', '"'))).as(type).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'x' | restreamDestinations must be a list (got \"x\")",
                "[7] | restreamDestinations[0] must be an object with a url (got 7)",
                "['rtmp://a/b/c',{'url':7}] | restreamDestinations[1].url must be a string",
                "[{'url':'rtmp://a/b/c','name':{}}] | restreamDestinations[0].name must be a string",
                "[{'uri':'rtmp://a/b/c'}] | restreamDestinations[0].uri is unknown (known are name, url)",
            })
    void aDestinationThatIsNoneIsRefusedInWords(String destinations, String words) {
        var frame = "{'type':'managed_stream_request','restreamDestinations':" + destinations + "}";
        assertThat(objection(frame.replace('\'', '"'))).contains(words);
    }

    @Test
    void moreDestinationsThanAnybodyMeansAreRefusedInWords() {
        var list = "[" + "\"rtmp://a/b/c\",".repeat(20) + "\"rtmp://a/b/c\"]";
        assertThat(objection("{\"type\":\"managed_stream_request\",\"restreamDestinations\":" + list + "}"))
                .contains("restreamDestinations may have at most 20 entries (got 21)");
    }

    @Test
    void anAddressOfTheWrongKindIsNotShown() {
        assertThat(objection("{\"type\":\"stream_request\",\"streamUrl\":[\"srt://h:1?key=SECRET\"]}"))
                .contains("streamUrl must be a string");
    }

    @Test
    void whatIsShownOfAWrongValueIsShort() {
        var digits = "9".repeat(1000);
        assertThat(objection("{\"type\":\"stream_request\",\"video\":{\"width\":" + digits + "}}"))
                .contains("video.width must be between 320 and 1920 (got " + "9".repeat(32) + "...)");
        assertThat(objection("{\"type\":\"stream_request\",\"video\":{\"" + digits + "\":1}}")
                        .orElseThrow())
                .hasSizeLessThan(120);
    }

    @Test
    void nullIsNoWishAndWholeNumbersMayBeWrittenAsTheyLike() {
        assertThat(Wire.appToCloud("""
                {"type":"managed_stream_request","video":{"width":1.28e3,"height":720.0,"bitrate":null},"audio":null,
                 "stream":{"durationLimit":null},"restreamDestinations":null,"sound":null}""").orThrow())
                .isEqualTo(AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.NONE.withSize(1280, 720), AudioConfig.NONE, StreamConfig.NONE, List.of(), true));
    }

    @Test
    void theEndsOfEveryRangeAreInIt() {
        assertThat(VideoConfig.of(320, 240, 100_000, 1).objection()).isEmpty();
        assertThat(VideoConfig.of(1920, 1080, 10_000_000, 30).objection()).isEmpty();
        assertThat(VideoConfig.NONE.withFrameRate(31).objection())
                .contains("video.frameRate must be between 1 and 30 (got 31)");
        assertThat(AudioConfig.NONE.withBitrate(32_000).withSampleRate(48_000).objection())
                .isEmpty();
        assertThat(AudioConfig.NONE.withSampleRate(8_000).objection())
                .contains("audio.sampleRate must be between 22050 and 48000 (got 8000)");
        assertThat(StreamConfig.limitedTo(86_400).objection()).isEmpty();
        assertThat(StreamConfig.limitedTo(86_401).objection())
                .contains("stream.durationLimit must be between 1 and 86400 (got 86401)");
    }

    private static Optional<String> objection(String frame) {
        var request = Wire.appToCloud(frame).orThrow();
        return request instanceof AppToCloud.ManagedStreamRequest managed
                ? managed.objection()
                : ((AppToCloud.StreamRequest) request).objection();
    }
}
