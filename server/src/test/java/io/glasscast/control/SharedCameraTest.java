package io.glasscast.control;

import static io.glasscast.control.DeskBench.ADDRESS;
import static io.glasscast.control.DeskBench.PLAYABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.StreamStats;
import io.glasscast.contract.VideoConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may use the camera: first come, first served. What is asked for in odd moments has one right answer.
final class SharedCameraTest {
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
