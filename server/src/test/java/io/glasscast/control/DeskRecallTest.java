package io.glasscast.control;

import static io.glasscast.control.DeskBench.INTERRUPTED;
import static io.glasscast.control.DeskBench.PLAYABLE;
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
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// A desk that was killed goes on with what it had promised.
final class DeskRecallTest {
    /// What everybody must survive.
    private static final Duration DOWN = Duration.ofSeconds(30);
    /// Shorter than what clients wait for a start.
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final AppProfile APP = DeskBench.app("org.app");

    private final DeskBench bench = new DeskBench();

    private SocketId live() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        return app;
    }

    private static AppToCloud.ManagedStreamRequest limited(int seconds) {
        return AppToCloud.ManagedStreamRequest.of(
                VideoConfig.NONE, AudioConfig.NONE, new StreamConfig(OptionalInt.of(seconds)), List.of(), true);
    }

    private Optional<StreamNames> reopened() {
        return bench.outputs.stream()
                .filter(DeskOutput.OpenStream.class::isInstance)
                .map(output -> ((DeskOutput.OpenStream) output).names())
                .reduce((_, last) -> last);
    }

    @Test
    void aStreamKeepsItsNamesAndItsAddressesThroughAKill() {
        var app = live();
        var names = bench.desk.view().streams().getFirst().names();
        var before = bench.lastStatus(app);
        bench.look();

        bench.kill(DOWN, APP);
        assertThat(reopened()).isEqualTo(names);
        bench.look();
        var again = bench.dial("org.app");
        assertThat(bench.states(again)).containsExactly("initializing");
        assertThat(bench.lastStatus(again).message())
                .contains("The server was restarted; waiting for the glasses to come back");
        bench.glasses();
        var start = (CloudToGlasses.StartStream) bench.commanded().getFirst();
        assertThat(start.streamId()).isEqualTo(names.orElseThrow().streamId());
        assertThat(start.streamUrl()).endsWith(names.orElseThrow().ingestKey());
        bench.media(PLAYABLE);
        assertThat(bench.lastStatus(again).urls()).isEqualTo(before.urls()).isPresent();
        assertThat(bench.lastStatus(again).state().word()).isEqualTo("active");
    }

    @Test
    void addressesThatWereRenewedStayRenewedThroughAKill() {
        var app = live();
        var before = bench.lastStatus(app).urls();
        var names = bench.desk.view().streams().getFirst().names().orElseThrow();
        bench.give(new DeskInput.RenewPlayback(names.streamId()));
        var renewed = bench.desk.view().streams().getFirst().names().orElseThrow();
        assertThat(renewed.playbackId()).isNotEqualTo(names.playbackId());
        assertThat(bench.lastStatus(app).urls()).isPresent().isNotEqualTo(before);
        bench.kill(DOWN, APP);
        assertThat(reopened()).contains(renewed);
    }

    @Test
    void whoIsBackAfterTheVideoHearsActiveAtOnce() {
        live();
        bench.look();
        bench.kill(DOWN, APP);
        bench.media(PLAYABLE);
        bench.glasses();
        // Their video flows: a start would interrupt it.
        assertThat(bench.commands()).doesNotContain("StartStream");
        bench.look();
        var app = bench.dial("org.app");
        assertThat(bench.states(app)).containsExactly("active");
    }

    @Test
    void aClientThatSaysThatItContinuesMay() {
        var profile = DeskBench.app("org.headers");
        bench.glasses();
        bench.start(bench.open(profile, ClientStyle.HEADERS, Opening.INIT));
        bench.media(PLAYABLE);
        bench.kill(DOWN, profile);
        bench.media(PLAYABLE);
        bench.look();
        var app = bench.open(profile, ClientStyle.HEADERS, Opening.RECONNECT);
        assertThat(bench.told(app).getFirst()).isInstanceOf(CloudToApp.ReconnectAck.class);
        assertThat(bench.states(app)).containsExactly("active");
        assertThat(bench.lastStatus(app).resumed()).isTrue();
    }

    @Test
    void aStartThatWaitedStillBecomesAnErrorInTime() {
        bench.glasses();
        bench.start(bench.dial("org.app"));
        bench.kill(SHORT, APP);
        var app = bench.dial("org.app");
        bench.look();
        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.states(app)).containsExactly("error");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void aStartWhoseTimePassedMeanwhileIsAnErrorAtOnce() {
        bench.glasses();
        bench.start(bench.dial("org.app"));
        bench.look();
        bench.kill(DOWN, APP);
        bench.pass(Duration.ZERO);
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
        var app = bench.dial("org.app");
        assertThat(bench.states(app)).containsExactly("error");
    }

    @Test
    void aStopThatWasConfirmedStays() {
        bench.stop(live());
        bench.look();
        bench.kill(DOWN, APP);
        assertThat(reopened()).isEmpty();
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void outputsGoOnUnderTheirIdsAndForTheirOwners() {
        live();
        var streamId = bench.streamId();
        bench.give(new DeskInput.AddOutput(
                1,
                streamId,
                Optional.of("org.app"),
                new RestreamDestination("rtmp://live.example/app/key", Optional.of("Platform"))));
        var outputId =
                bench.desk.view().streams().getFirst().outputs().getFirst().outputId();
        bench.look();
        bench.kill(DOWN, APP);
        assertThat(bench.outputs).contains(new DeskOutput.AddOutput(streamId, outputId, "rtmp://live.example/app/key"));
        bench.give(new DeskInput.RemoveOutput(2, streamId, Optional.of("org.other"), outputId));
        assertThat(bench.outputs)
                .contains(new DeskOutput.Answer(2, new OutputAnswer.Refused(OutputRefusal.NOT_A_VIEWER)));
        bench.give(new DeskInput.RemoveOutput(3, streamId, Optional.of("org.app"), outputId));
        assertThat(bench.outputs).contains(new DeskOutput.Answer(3, new OutputAnswer.Done(outputId)));
    }

    @Test
    void aDurationLimitCountsThroughTheKill() {
        bench.glasses();
        bench.say(bench.dial("org.app"), limited(30));
        bench.media(PLAYABLE);
        bench.kill(SHORT, APP);
        var app = bench.dial("org.app");
        bench.media(PLAYABLE);
        bench.look();
        bench.pass(Duration.ofSeconds(9));
        assertThat(bench.states(app)).isEmpty();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.states(app)).containsExactly("stopped");
    }

    @Test
    void anAppThatThereIsNoLongerHasNoShare() {
        live();
        bench.look();
        bench.kill(DOWN);
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
        bench.glasses();
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @Test
    void anAppThatLostThePermissionMeanwhileHasNoShare() {
        live();
        bench.look();
        bench.kill(DOWN, new AppProfile("org.app", false, Optional.empty()));
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
        var app = bench.dial("org.app");
        assertThat(bench.states(app)).containsExactly("error");
    }

    @Test
    void anAppThatWasCalledIsCalledAgainWithItsShare() {
        var called = DeskBench.called("org.called");
        bench.glasses();
        bench.give(new DeskInput.StartApp(called));
        bench.start(bench.open(called, ClientStyle.FRAME, Opening.INIT));
        bench.media(PLAYABLE);
        bench.kill(DOWN, called);
        bench.media(PLAYABLE);
        bench.look();
        // Its client has given up meanwhile.
        bench.pass(Duration.ofSeconds(11));
        assertThat(bench.look()).containsExactly(new DeskOutput.RequestSession(called));
        var app = bench.open(called, ClientStyle.FRAME, Opening.INIT);
        bench.start(app);
        assertThat(bench.lastStatus(app).urls()).isPresent();
        assertThat(bench.outputs).noneMatch(DeskOutput.CloseStream.class::isInstance);
    }

    @Test
    void anAppThatWasCalledAgainHearsNothingThatWouldBlockItsFirstStart() {
        var called = DeskBench.called("org.called");
        bench.glasses();
        bench.give(new DeskInput.StartApp(called));
        bench.start(bench.open(called, ClientStyle.FRAME, Opening.INIT));
        bench.media(PLAYABLE);
        var streamId = bench.streamId();
        bench.kill(DOWN, called);
        bench.pass(Duration.ofSeconds(11));
        var app = bench.open(called, ClientStyle.FRAME, Opening.INIT);
        bench.glasses();
        bench.media(PLAYABLE);
        assertThat(bench.states(app)).isEmpty();
        assertThat(bench.streamId()).isEqualTo(streamId);
        bench.start(app);
        assertThat(bench.states(app)).containsExactly("active");
        bench.media(INTERRUPTED);
        assertThat(bench.states(app)).containsExactly("active", "initializing");
    }

    @Test
    void anAppThatWasCalledAgainAndAsksForNothingLosesItsShare() {
        var called = DeskBench.called("org.called");
        bench.glasses();
        bench.give(new DeskInput.StartApp(called));
        bench.start(bench.open(called, ClientStyle.FRAME, Opening.INIT));
        bench.media(PLAYABLE);
        bench.kill(DOWN, called);
        bench.media(PLAYABLE);
        bench.pass(Duration.ofSeconds(11));
        bench.glasses();
        var app = bench.open(called, ClientStyle.FRAME, Opening.INIT);
        bench.look();
        bench.pass(Duration.ofSeconds(9));
        assertThat(bench.desk.view().streams()).hasSize(1);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.desk.view().streams()).isEmpty();
        assertThat(bench.commands()).contains("StopStream");
        assertThat(bench.states(app)).isEmpty();
        assertThat(bench.desk.view().sessions()).hasSize(1);
    }

    @Test
    void anAppThatWasCalledAgainAndAsksWhatRunsKeepsItsShare() {
        var called = DeskBench.called("org.called");
        bench.glasses();
        bench.give(new DeskInput.StartApp(called));
        bench.start(bench.open(called, ClientStyle.FRAME, Opening.INIT));
        bench.media(PLAYABLE);
        var streamId = bench.streamId();
        bench.kill(DOWN, called);
        bench.media(PLAYABLE);
        bench.pass(Duration.ofSeconds(11));
        bench.glasses();
        var app = bench.open(called, ClientStyle.FRAME, Opening.INIT);
        assertThat(bench.check(app).orElseThrow().streamId()).isEqualTo(streamId);
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.streamId()).isEqualTo(streamId);
    }

    @Test
    void theEndOfTheStreamOfBeforeDoesNotFailTheStartOfAnAppThatWasCalledAgain() {
        var called = DeskBench.called("org.called");
        bench.glasses();
        bench.give(new DeskInput.StartApp(called));
        bench.start(bench.open(called, ClientStyle.FRAME, Opening.INIT));
        bench.media(PLAYABLE);
        bench.kill(DOWN, called);
        bench.pass(Duration.ofSeconds(11));
        var app = bench.open(called, ClientStyle.FRAME, Opening.INIT);
        bench.look();
        bench.media(new MediaEvent.Ended("gone"));
        assertThat(bench.states(app)).isEmpty();
        bench.glasses();
        bench.start(app);
        assertThat(bench.states(app)).containsExactly("initializing");
    }

    @Test
    void anAppThatCannotBeCalledAnyMoreLosesItsShare() {
        var called = DeskBench.called("org.called");
        bench.glasses();
        bench.give(new DeskInput.StartApp(called));
        bench.start(bench.open(called, ClientStyle.FRAME, Opening.INIT));
        bench.media(PLAYABLE);
        bench.kill(DOWN, called);
        bench.media(PLAYABLE);
        bench.pass(Duration.ofSeconds(11));
        bench.look();
        bench.give(new DeskInput.WebhookFailed("org.called", "gone"));
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
    }

    @Test
    void whoDoesNotComeBackIsGivenUp() {
        live();
        bench.kill(DOWN, APP);
        bench.look();
        bench.pass(Duration.ofSeconds(61));
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
        assertThat(bench.desk.view().streams()).isEmpty();
        assertThat(bench.desk.view().sessions()).isEmpty();
        assertThat(bench.desk.memory().sessions()).isEmpty();
    }

    @Test
    void aStoppedAppStaysStopped() {
        live();
        bench.give(new DeskInput.StopApp("org.app", "user_disabled"));
        bench.kill(DOWN, APP);
        bench.look();
        var app = bench.dial("org.app");
        assertThat(bench.outputs).contains(new DeskOutput.CloseApp(app, 1008, "App not started for this session"));
    }

    @Test
    void aStopThatTheGlassesDidNotHearIsSaidWhenTheyAreBack() {
        var app = live();
        var glasses = bench.glasses();
        bench.give(new DeskInput.GlassesClosed(glasses));
        bench.stop(app);
        bench.kill(DOWN, APP);
        bench.look();
        bench.glasses();
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @Test
    void aLocalStreamGoesOnWithItsOwner() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, Dialect.RTMP, "rtmp://192.168.1.2/live/key");
        var streamId = bench.streamId();
        bench.status(glasses, streamId, StreamState.STREAMING);
        bench.kill(DOWN, APP);
        bench.look();
        var again = bench.dial("org.app");
        var glassesAgain = bench.glasses();
        bench.pass(Duration.ZERO);
        // They are asked first: they may have streamed all the while.
        assertThat(bench.commands()).containsExactly("KeepStreamAlive");
        bench.give(new DeskInput.GlassesSaid(glassesAgain, new GlassesToCloud.KeepAliveAck(streamId, "a1")));
        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.commands()).doesNotContain("StartStream");
        assertThat(bench.streamId()).isEqualTo(streamId);
        var told = (CloudToApp.StreamStatus) bench.told(again).getLast();
        assertThat(told.dialect()).isEqualTo(Dialect.RTMP);
        assertThat(told.state()).isEqualTo(StreamState.ACTIVE);
    }

    @Test
    void glassesThatAreBackAndDoNotStreamAreToldToStart() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, Dialect.STREAM, "srt://192.168.1.2:4201");
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.give(new DeskInput.GlassesClosed(glasses));
        bench.look();
        bench.glasses();
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.commands()).containsExactly("KeepStreamAlive", "StartStream");
    }
}
