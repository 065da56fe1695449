package io.glasscast.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.StreamStats;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may use the camera: first come, first served. What is asked for in odd moments, or badly, has one right answer.
final class SharedCameraTest {
    private static final MediaEvent PLAYABLE = new MediaEvent.Playable();
    private static final String ADDRESS = "srt://192.168.1.100:4201?streamid=my-stream";

    private final DeskBench bench = new DeskBench();

    // ---- one rule for both kinds

    @Test
    void aLocalStreamExcludesEverybodyElseInWordsThatNameItsOwner() {
        bench.glasses();
        var owner = bench.dial("org.owner");
        var other = bench.dial("org.other");
        bench.local(owner, ADDRESS);
        bench.look();
        bench.start(other);
        assertThat(bench.lastStatus(other).message())
                .contains("Cannot start managed stream - unmanaged stream already active: org.owner uses the camera");
        bench.local(other, "srt://elsewhere:1");
        assertThat(bench.lastLocal(other).errorDetails())
                .contains("Cannot start unmanaged stream - unmanaged stream already active: org.owner uses the camera");
        bench.start(owner);
        assertThat(bench.states(owner)).containsExactly("error");
        assertThat(bench.commands()).isEmpty();
        assertThat(bench.localStates(owner)).isEmpty();
        assertThat(bench.check(other).orElseThrow().requestingAppId()).contains("org.owner");
    }

    @Test
    void aManagedStreamExcludesALocalOneInWordsThatNameWhoSharesIt() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        var local = bench.dial("org.local");
        bench.start(first);
        bench.local(local, ADDRESS);
        assertThat(bench.lastLocal(local).errorDetails())
                .contains("Cannot start unmanaged stream - managed stream already active: org.first shares it");
        bench.start(second);
        bench.media(PLAYABLE);
        bench.look();
        bench.local(local, ADDRESS);
        assertThat(bench.lastLocal(local).errorDetails())
                .contains("Cannot start unmanaged stream - managed stream already active:"
                        + " org.first, org.second share it");
        assertThat(bench.lastLocal(local).streamId()).isEmpty();
        assertThat(bench.states(first)).isEmpty();
        assertThat(bench.commands()).isEmpty();
    }

    @Test
    void theCameraIsFreeOnceItsOwnerIsDone() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        bench.local(first, ADDRESS);
        bench.stopLocal(first);
        bench.local(second, ADDRESS);
        assertThat(bench.localStates(second)).containsExactly("initializing");
        bench.stopLocal(second);
        bench.start(first);
        assertThat(bench.states(first)).containsExactly("initializing");
    }

    @Test
    void joinersOfAStreamThatIsNotPlayableWaitForTheSameAddresses() {
        bench.glasses();
        var apps =
                IntStream.range(0, 4).mapToObj(i -> bench.dial("org.app" + i)).toList();
        apps.forEach(bench::start);
        for (var app : apps) {
            assertThat(bench.states(app)).containsExactly("initializing");
            assertThat(bench.lastStatus(app).urls()).isEmpty();
        }
        bench.media(PLAYABLE);
        for (var app : apps) {
            assertThat(bench.states(app)).containsExactly("initializing", "active");
            assertThat(bench.lastStatus(app).urls())
                    .isEqualTo(bench.lastStatus(apps.getFirst()).urls())
                    .isPresent();
        }
        bench.look();
        for (var app : apps.subList(0, 3)) bench.stop(app);
        assertThat(bench.commands()).isEmpty();
        bench.stop(apps.getLast());
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @Test
    void aNewerLimitOfTheSameAppReplacesItsOlderOne() {
        bench.glasses();
        var app = bench.dial("org.app");
        limited(app, 30);
        bench.media(PLAYABLE);
        bench.pass(Duration.ofSeconds(20));
        limited(app, 60);
        bench.look();
        bench.pass(Duration.ofSeconds(59));
        assertThat(bench.states(app)).isEmpty();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.states(app)).containsExactly("stopped");
    }

    private void limited(SocketId app, int seconds) {
        bench.say(
                app,
                AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.NONE, AudioConfig.NONE, StreamConfig.limitedTo(seconds), List.of(), true));
    }

    // ---- odd moments

    @Test
    void aHundredStartsAtOnceMakeOneStream() {
        bench.glasses();
        var apps =
                IntStream.range(0, 10).mapToObj(i -> bench.dial("org.app" + i)).toList();
        bench.look();
        for (int round = 0; round < 10; round++) apps.forEach(bench::start);
        assertThat(bench.commands()).containsExactly("StartStream");
        assertThat(bench.outputs)
                .filteredOn(DeskOutput.OpenStream.class::isInstance)
                .hasSize(1);
        assertThat(bench.desk.view().streams().getFirst().apps()).hasSize(10);
        bench.look();
        bench.media(PLAYABLE);
        for (var app : apps) assertThat(bench.states(app)).containsExactly("active");
        for (var app : apps) bench.stop(app);
        assertThat(bench.commands()).containsExactly("StopStream");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void aHundredLocalStartsAtOnceHaveOneWinner() {
        bench.glasses();
        var apps =
                IntStream.range(0, 10).mapToObj(i -> bench.dial("org.app" + i)).toList();
        for (int round = 0; round < 10; round++) for (var app : apps) bench.local(app, ADDRESS);
        assertThat(bench.desk.view().streams()).hasSize(1);
        assertThat(bench.desk.view().streams().getFirst().apps()).containsExactly("org.app0");
        for (var app : apps.subList(1, 10))
            assertThat(bench.localStates(app)).hasSize(10).containsOnly("error");
        assertThat(bench.localStates(apps.getFirst())).doesNotContain("error");
    }

    @Test
    void startStopStartOfALocalStreamWithoutWaiting() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        var first = bench.streamId();
        bench.stopLocal(app);
        bench.local(app, ADDRESS);
        var second = bench.streamId();
        assertThat(second).isNotEqualTo(first);
        // What the glasses still say of the first is of no concern.
        bench.status(glasses, first, StreamState.STOPPED);
        bench.status(glasses, first, StreamState.ERROR);
        bench.status(glasses, second, StreamState.STREAMING);
        assertThat(bench.localStates(app))
                .containsExactly("initializing", "stopping", "stopped", "initializing", "active");
        assertThat(bench.commands()).containsExactly("StartStream", "StopStream", "StartStream");
    }

    @Test
    void aStopOfSomebodyElsesStreamChangesNothing() {
        bench.glasses();
        var owner = bench.dial("org.owner");
        var other = bench.dial("org.other");
        bench.local(owner, ADDRESS);
        var streamId = bench.streamId();
        bench.look();
        bench.stopLocal(other, streamId);
        assertThat(bench.localStates(other)).containsExactly("stopped");
        assertThat(bench.lastLocal(other).errorDetails())
                .contains("App org.other cannot stop stream " + streamId + " owned by org.owner");
        bench.stop(other);
        assertThat(bench.states(other)).containsExactly("stopped");
        assertThat(bench.told(owner)).isEmpty();
        assertThat(bench.commands()).isEmpty();
    }

    @Test
    void aStopTwiceIsAnsweredTwiceAndDoneOnce() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.stop(app);
        bench.stop(app);
        assertThat(bench.states(app)).containsExactly("initializing", "stopped", "stopped");
        bench.look();
        bench.local(app, ADDRESS);
        bench.stopLocal(app);
        bench.stopLocal(app, "sstale");
        assertThat(bench.localStates(app)).containsExactly("initializing", "stopping", "stopped", "stopped");
        assertThat(bench.commands()).containsExactly("StartStream", "StopStream");
    }

    @Test
    void anAppsOwnStreamEndsWhicheverIdItsClientRemembers() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        bench.stopLocal(app, "sstale");
        assertThat(bench.localStates(app)).containsExactly("initializing", "stopping", "stopped");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void whatIsSaidAfterTheEndIsHeardByNobody() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.give(new DeskInput.StopApp("org.app", "user_disabled"));
        bench.look();
        bench.start(app);
        bench.local(app, ADDRESS);
        bench.stop(app);
        assertThat(bench.look()).isEmpty();
    }

    @Test
    void whatIsSaidBeforeTheSocketIsKnownIsHeardByNobody() {
        bench.glasses();
        bench.look();
        bench.start(bench.socket());
        assertThat(bench.look()).isEmpty();
    }

    @Test
    void theSameAppMayMoveItsLocalStream() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.look();
        bench.local(app, "rtmp://elsewhere/live/x");
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        assertThat(bench.localStates(app)).containsExactly("initializing", "active");
        assertThat(((CloudToGlasses.StartStream) bench.commanded().getFirst()).streamUrl())
                .isEqualTo("rtmp://elsewhere/live/x");
        assertThat(bench.desk.view().streams()).hasSize(1);
    }

    @Test
    void whatGlassesSayTwiceIsForwardedOnce() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        for (int i = 0; i < 2; i++) {
            bench.status(glasses, bench.streamId(), StreamState.INITIALIZING);
            bench.status(glasses, bench.streamId(), StreamState.INITIALIZING);
        }
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.status(glasses, bench.streamId(), StreamState.ACTIVE);
        assertThat(bench.localStates(app)).containsExactly("initializing", "active");
    }

    @Test
    void measurementsAreForwardedHoweverFewThereAre() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        var few = new StreamStats(
                OptionalLong.of(900_000),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty());
        bench.give(new DeskInput.GlassesSaid(
                glasses,
                GlassesToCloud.StreamStatus.of(bench.streamId(), StreamState.STREAMING)
                        .withStats(few)));
        assertThat(bench.lastLocal(app).stats()).isEqualTo(few);
    }

    @Test
    void theTimeOfAnEarlierStartDoesNotEndALaterOne() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.pass(Duration.ofSeconds(10));
        bench.stop(app);
        bench.start(app);
        bench.look();
        bench.pass(Duration.ofSeconds(23));
        assertThat(bench.states(app)).isEmpty();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.states(app)).containsExactly("error");
        bench.look();
        bench.pass(Duration.ofSeconds(120));
        assertThat(bench.told(app)).isEmpty();
    }

    @Test
    void whatTheWearerMustMendIsSaidForBothKinds() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.give(new DeskInput.GlassesSaid(
                glasses, new GlassesToCloud.GlassesConnectionState(Optional.empty(), true, Optional.of(false))));
        bench.start(app);
        bench.local(app, ADDRESS);
        assertThat(bench.lastStatus(app).message())
                .contains("WIFI_NOT_CONNECTED: the glasses must be connected to Wi-Fi to stream")
                .isEqualTo(bench.lastLocal(app).errorDetails());
        bench.connected(glasses, false);
        bench.start(app);
        bench.local(app, ADDRESS);
        assertThat(bench.lastStatus(app).message())
                .contains("Cannot start the stream: the phone is connected, but its glasses are not")
                .isEqualTo(bench.lastLocal(app).errorDetails());
    }

    // ---- bad wishes

    @Test
    void wishesOutOfRangeAreRefusedInWordsAndNothingStarts() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.look();
        var words = "video.width must be between 320 and 1920 (got 99999)";
        bench.say(app, wide(99_999));
        assertThat(bench.states(app)).containsExactly("error");
        assertThat(bench.lastStatus(app).message()).contains(words);
        assertThat(bench.lastStatus(app).streamId()).isEmpty();
        for (var dialect : Dialect.values()) {
            bench.say(app, localWide(dialect, 99_999));
            assertThat(bench.lastLocal(app).errorDetails()).contains(words);
            assertThat(bench.lastLocal(app).dialect()).isEqualTo(dialect);
        }
        assertThat(bench.commands()).isEmpty();
        assertThat(bench.outputs).noneMatch(DeskOutput.OpenStream.class::isInstance);
        assertThat(bench.outputs).noneMatch(DeskOutput.CloseApp.class::isInstance);
        bench.say(app, wide(1920));
        assertThat(bench.lastStatus(app).state().word()).isEqualTo("initializing");
    }

    @Test
    void aJoinersBadWishDoesNotTouchTheRunningStream() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        bench.start(first);
        bench.media(PLAYABLE);
        bench.look();
        bench.say(second, wide(1));
        assertThat(bench.states(second)).containsExactly("error");
        assertThat(bench.states(first)).isEmpty();
        assertThat(bench.desk.view().streams().getFirst().apps()).containsExactly("org.first");
    }

    @Test
    void whoSharesAndAsksForWhatCannotBeKeepsItsShare() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.look();
        bench.say(app, wide(1));
        assertThat(bench.states(app)).containsExactly("initializing");
        bench.media(PLAYABLE);
        var live = bench.lastStatus(app);
        bench.look();
        bench.say(app, wide(1));
        assertThat(bench.states(app)).containsExactly("active");
        assertThat(bench.lastStatus(app).message()).contains("video.width must be between 320 and 1920 (got 1)");
        assertThat(bench.lastStatus(app).urls()).isEqualTo(live.urls());
        assertThat(bench.commands()).isEmpty();
        assertThat(bench.desk.view().streams().getFirst().apps()).containsExactly("org.app");
    }

    @Test
    void whoHasALocalStreamAndAsksForWhatCannotBeLosesItAsItsClientBelieves() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        bench.look();
        bench.say(app, localWide(Dialect.STREAM, 1));
        assertThat(bench.localStates(app)).containsExactly("error");
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    private static AppToCloud wide(int width) {
        return AppToCloud.ManagedStreamRequest.of(
                VideoConfig.NONE.withSize(width, 480), AudioConfig.NONE, StreamConfig.NONE, List.of(), true);
    }

    private static AppToCloud localWide(Dialect dialect, int width) {
        return new AppToCloud.StreamRequest(
                dialect, ADDRESS, VideoConfig.NONE.withSize(width, 480), AudioConfig.NONE, StreamConfig.NONE, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srt://192.168.1.100:4201?streamid=my-stream",
                "srt://your-server.com:4201?streamid=my-stream",
                "srt://[fd00::2]:4201",
                "rtmp://host/live/key",
                "rtmp://user:secret@host:1935/live/key",
                "rtmps://host/live/key?x=y#z",
                "https://host/whip/abc",
                "http://10.0.0.7:8080/whip/abc",
                "http://camera_box.local/whip",
            })
    void everyWayHasItsScheme(String url) {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.look();
        bench.local(app, url);
        assertThat(((CloudToGlasses.StartStream) bench.commanded().getFirst()).streamUrl())
                .isEqualTo(url);
        assertThat(bench.localStates(app)).containsExactly("initializing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | streamUrl is required",
                "my-stream | must start with rtmp://, rtmps://, srt://, https://, or http://",
                "ftp://host/x | must start with rtmp://, rtmps://, srt://, https://, or http://",
                "file:///etc/passwd | must start with rtmp://, rtmps://, srt://, https://, or http://",
                "SRT://host:1 | must start with rtmp://, rtmps://, srt://, https://, or http://",
                "srt:// | must name a host, and a port from 1 to 65535 if any, without spaces",
                "srt://:4201 | must name a host, and a port from 1 to 65535 if any, without spaces",
                "rtmp:///live/key | must name a host, and a port from 1 to 65535 if any, without spaces",
                "http://?x | must name a host, and a port from 1 to 65535 if any, without spaces",
                "srt://host:0 | must name a host, and a port from 1 to 65535 if any, without spaces",
                "srt://host:65536 | must name a host, and a port from 1 to 65535 if any, without spaces",
                "srt://host:x | must name a host, and a port from 1 to 65535 if any, without spaces",
                "srt://ho st:1 | must name a host, and a port from 1 to 65535 if any, without spaces",
                "https://good\\@evil/ | https:// has no place for a user or a password before the host",
                "srt://host | srt:// needs a port",
                "srt://user:secret@host:1 | srt:// has no place for a user or a password before the host",
                "https://user:secret@host/x | https:// has no place for a user or a password before the host",
                "rtmp://good@evil@host/a/b | must have one user before the host, if any",
                "rtmp://@host/a/b | must have one user before the host, if any",
            })
    void addressesThatAreNoneAreRefusedInWords(String url, String words) {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, url);
        assertThat(bench.localStates(app)).containsExactly("error");
        assertThat(bench.lastLocal(app).errorDetails()).contains("Invalid stream URL: " + words);
        assertThat(words).doesNotContain("secret");
        assertThat(bench.commands()).isEmpty();
    }

    // ---- permissions

    @Test
    void withoutThePermissionNothingIsToldAndEverythingIsRefused() {
        bench.glasses();
        var owner = bench.dial("org.owner");
        bench.start(owner);
        bench.media(PLAYABLE);
        var blind = bench.open(profile(false), ClientStyle.FRAME, Opening.INIT);
        assertThat(bench.check(blind)).isEmpty();
        assertThat(permissionErrors(blind)).containsExactly("Camera permission required to check for streams");
        bench.look();
        bench.start(blind);
        assertThat(bench.lastStatus(blind).message()).contains("Camera permission required for managed streams");
        bench.local(blind, ADDRESS);
        assertThat(bench.lastLocal(blind).errorDetails()).contains("Camera permission required to start video streams");
        assertThat(permissionErrors(blind))
                .containsExactly(
                        "Camera permission required for managed streams",
                        "Camera permission required to start video streams");
        bench.stop(blind);
        assertThat(bench.states(blind)).containsExactly("error", "stopped");
        assertThat(bench.told(owner)).isEmpty();
        bench.give(new DeskInput.AppChanged(profile(true)));
        bench.start(blind);
        assertThat(bench.lastStatus(blind).state().word()).isEqualTo("active");
    }

    @Test
    void aPermissionThatIsTakenEndsALocalStreamToo() {
        var glasses = bench.glasses();
        var app = bench.open(profile(true), ClientStyle.FRAME, Opening.INIT);
        bench.local(app, ADDRESS);
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.look();
        bench.give(new DeskInput.AppChanged(profile(false)));
        assertThat(bench.localStates(app)).containsExactly("error");
        assertThat(bench.lastLocal(app).errorDetails()).contains("Camera permission required to start video streams");
        assertThat(permissionErrors(app)).hasSize(1);
        assertThat(bench.commands()).containsExactly("StopStream");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    private static AppProfile profile(boolean camera) {
        return new AppProfile("org.blind", camera, Optional.empty());
    }

    private List<String> permissionErrors(SocketId app) {
        var words = new ArrayList<String>();
        for (var message : bench.told(app))
            if (message instanceof CloudToApp.PermissionError(var text, var details)) {
                assertThat(details)
                        .allMatch(detail -> detail.requiredPermission().equals("CAMERA"));
                words.add(text);
            }
        return words;
    }

    // ---- refusals of the glasses

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Battery level too low (9%) - minimum 15% required | Battery level too low (9%) - minimum 15% required",
                "no_wifi_connection | no_wifi_connection: the glasses must be connected to Wi-Fi to stream",
                "camera_busy | camera_busy: something else on the glasses uses the camera",
                "Resolution not supported by camera | Resolution not supported by camera",
            })
    void earlyRefusalsReachTheAppThatAsked(String details, String words) {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.refuse(glasses, details);
        assertThat(bench.states(app)).containsExactly("initializing", "error");
        assertThat(bench.lastStatus(app).message()).contains(words);
        bench.local(app, ADDRESS);
        bench.refuse(glasses, details);
        assertThat(bench.localStates(app)).containsExactly("initializing", "error");
        assertThat(bench.lastLocal(app).errorDetails()).contains(words);
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void aRefusalWithoutIdDoesNotEndWhatHasBegun() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, ADDRESS);
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.refuse(glasses, "camera_busy");
        assertThat(bench.localStates(app)).containsExactly("initializing", "active");
        bench.stopLocal(app);
        bench.start(app);
        bench.media(PLAYABLE);
        bench.refuse(glasses, "camera_busy");
        assertThat(bench.states(app)).containsExactly("initializing", "active");
    }

    @ParameterizedTest
    @EnumSource(
            value = StreamState.class,
            names = {"STOPPED", "TIMEOUT", "ERROR", "RECONNECT_FAILED"})
    void aStartThatTheGlassesEndHasFailed(StreamState ending) {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.status(glasses, bench.streamId(), ending);
        assertThat(bench.states(app)).containsExactly("initializing", "error");
        bench.local(app, ADDRESS);
        bench.status(glasses, bench.streamId(), ending);
        assertThat(bench.localStates(app)).startsWith("initializing").endsWith("error");
        assertThat(bench.lastLocal(app).errorDetails()).isPresent();
    }

    // ---- outputs of joiners

    @Test
    void aJoinersDestinationsAreItsOwn() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        bench.start(first);
        bench.media(PLAYABLE);
        bench.say(
                second,
                AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.NONE,
                        AudioConfig.NONE,
                        StreamConfig.NONE,
                        List.of(new RestreamDestination("rtmp://h/a/key", Optional.of("TV"))),
                        true));
        var output = bench.desk.view().streams().getFirst().outputs().getFirst();
        assertThat(output.addedBy()).contains("org.second");
        bench.look();
        bench.give(new DeskInput.RemoveOutput(1, bench.streamId(), Optional.of("org.first"), output.outputId()));
        assertThat(bench.outputs)
                .contains(new DeskOutput.Answer(1, new OutputAnswer.Refused(OutputRefusal.NOT_AUTHORIZED)));
        bench.stop(second);
        assertThat(bench.desk.view().streams().getFirst().outputs()).isEmpty();
        assertThat(bench.desk.view().streams().getFirst().apps()).containsExactly("org.first");
    }
}
