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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules of one desk, one by one.
final class UserDeskTest {
    private final DeskBench bench = new DeskBench();

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    // ---- managed: from request to active

    @Test
    void activeIsWhatCanBeWatched() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.look();
        bench.start(app);
        assertThat(bench.outputs.getFirst()).isInstanceOf(DeskOutput.OpenStream.class);
        assertThat(bench.states(app)).containsExactly("initializing");
        assertThat(bench.commands()).containsExactly("StartStream");
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        assertThat(bench.states(app)).containsExactly("initializing");
        bench.pass(Duration.ofMillis(80));
        bench.media(PLAYABLE);
        assertThat(bench.states(app)).containsExactly("initializing", "active");
        var active = bench.lastStatus(app);
        assertThat(active.urls()).isPresent();
        assertThat(active.streamId()).contains(bench.streamId());
        assertThat(bench.outputs).contains(new DeskOutput.BecameActive(bench.streamId(), 80_000_000));
    }

    @Test
    void silentGlassesAreAnErrorInTime() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.look();
        bench.pass(seconds(25));
        assertThat(bench.lastStatus(app).message()).contains("The glasses did not start streaming in time");
        assertThat(bench.states(app)).containsExactly("error");
        assertThat(bench.commands()).endsWith("StopStream");
        assertThat(bench.outputs).anyMatch(DeskOutput.CloseStream.class::isInstance);
    }

    @Test
    void glassesThatOnlySaySoAreAnErrorInOtherWords() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.pass(seconds(25));
        assertThat(bench.lastStatus(app).message())
                .contains("The glasses say that they stream, but no video arrived in time");
    }

    @Test
    void aRefusalWithoutIdBelongsToThePendingStart() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.give(new DeskInput.GlassesSaid(
                glasses, GlassesToCloud.StreamStatus.refusal("Battery level too low (9%) - minimum 15% required")));
        assertThat(bench.states(app)).containsExactly("initializing", "error");
        assertThat(bench.lastStatus(app).message()).contains("Battery level too low (9%) - minimum 15% required");
    }

    @Test
    void whatIsSaidOfAnotherStreamIsIgnored() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.status(glasses, "mother", StreamState.ERROR);
        bench.give(new DeskInput.GlassesSaid(glasses, GlassesToCloud.StreamStatus.refusal("not_streaming")));
        assertThat(bench.states(app)).containsExactly("initializing");
    }

    @Test
    void withoutGlassesThereIsAnErrorAtOnce() {
        var app = bench.dial("org.app");
        bench.start(app);
        assertThat(bench.states(app)).containsExactly("error");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void withoutWifiThereIsAnErrorAndAPageForTheWearer() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.give(new DeskInput.GlassesSaid(
                glasses,
                new GlassesToCloud.GlassesConnectionState(Optional.of("Mentra Live"), true, Optional.of(false))));
        bench.start(app);
        assertThat(bench.lastStatus(app).message())
                .hasValueSatisfying(words -> assertThat(words).startsWith("WIFI_NOT_CONNECTED"));
        assertThat(bench.outputs)
                .anyMatch(output -> output instanceof DeskOutput.ToGlasses(var _, CloudToGlasses.ShowWifiSetup _));
    }

    @Test
    void withoutPermissionThereAreTwoMessagesAndTheSocketStays() {
        bench.glasses();
        var app = bench.open(new AppProfile("org.app", false, Optional.empty()), ClientStyle.FRAME, Opening.INIT);
        bench.look();
        bench.start(app);
        assertThat(bench.states(app)).containsExactly("error");
        assertThat(bench.told(app).getLast()).isInstanceOf(CloudToApp.PermissionError.class);
        assertThat(bench.outputs).noneMatch(DeskOutput.CloseApp.class::isInstance);
    }

    @Test
    void aPermissionThatIsTakenEndsTheShare() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.look();
        bench.give(new DeskInput.AppChanged(new AppProfile("org.app", false, Optional.empty())));
        assertThat(bench.states(app)).containsExactly("error");
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @Test
    void wishesReachTheGlassesAsTheyAre() {
        bench.glasses();
        var app = bench.dial("org.app");
        var video = VideoConfig.of(853, 481, 100_000, 30);
        var audio =
                new AudioConfig(OptionalInt.of(32_000), OptionalInt.of(22_050), Optional.of(true), Optional.of(false));
        bench.say(app, AppToCloud.ManagedStreamRequest.of(video, audio, StreamConfig.NONE, List.of(), false));
        bench.stop(app);
        bench.say(
                app,
                new AppToCloud.StreamRequest(
                        Dialect.STREAM, "srt://host:4201", video, audio, StreamConfig.NONE, false));
        var starts = bench.commanded().stream()
                .filter(CloudToGlasses.StartStream.class::isInstance)
                .map(CloudToGlasses.StartStream.class::cast)
                .toList();
        assertThat(starts).hasSize(2).allSatisfy(start -> {
            assertThat(start.video()).isEqualTo(video);
            assertThat(start.audio()).isEqualTo(audio);
            assertThat(start.sound()).isFalse();
            assertThat(start.flash()).isTrue();
        });
    }

    // ---- managed: sharing and stopping

    @Test
    void severalAppsShareOneStream() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        bench.start(first);
        bench.look();
        bench.start(second);
        assertThat(bench.states(second)).containsExactly("initializing");
        assertThat(bench.commands()).isEmpty();
        bench.media(PLAYABLE);
        assertThat(bench.lastStatus(first).urls())
                .isEqualTo(bench.lastStatus(second).urls());
        bench.look();
        bench.stop(first);
        assertThat(bench.states(first)).containsExactly("stopped");
        assertThat(bench.states(second)).isEmpty();
        assertThat(bench.commands()).isEmpty();
        bench.stop(second);
        assertThat(bench.states(second)).containsExactly("stopped");
        assertThat(bench.commands()).containsExactly("StopStream");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @Test
    void whoJoinsALiveStreamIsToldAtOnce() {
        bench.glasses();
        var first = bench.dial("org.first");
        var second = bench.dial("org.second");
        bench.start(first);
        bench.media(PLAYABLE);
        bench.start(second);
        assertThat(bench.states(second)).containsExactly("active");
    }

    @Test
    void aStopOfNothingIsAnsweredToo() {
        var app = bench.dial("org.app");
        bench.stop(app);
        assertThat(bench.states(app)).containsExactly("stopped");
    }

    @Test
    void aStopOnTheHeelsOfAStartIsAnsweredInOrder() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.stop(app);
        bench.start(app);
        assertThat(bench.states(app)).containsExactly("initializing", "stopped", "initializing");
        assertThat(bench.commands()).containsExactly("StartStream", "StopStream", "StartStream");
    }

    @Test
    void aNewerClientsNextStartDoesNotHearTheLastStop() {
        bench.glasses();
        var app = bench.open(DeskBench.app("org.app"), ClientStyle.HEADERS, Opening.INIT);
        bench.start(app);
        bench.media(PLAYABLE);
        bench.look();
        bench.stop(app);
        assertThat(bench.commands()).containsExactly("StopStream");
        bench.pass(Duration.ofMillis(50));
        bench.start(app);
        bench.pass(seconds(1));
        assertThat(bench.states(app)).containsExactly("initializing");
        bench.stop(app);
        bench.pass(Duration.ofMillis(200));
        assertThat(bench.states(app)).containsExactly("initializing", "stopped");
    }

    @Test
    void theServerKeepsTheDurationLimitOfEach() {
        bench.glasses();
        var limited = bench.dial("org.limited");
        var other = bench.dial("org.other");
        bench.say(
                limited,
                AppToCloud.ManagedStreamRequest.of(
                        VideoConfig.NONE, AudioConfig.NONE, StreamConfig.limitedTo(30), List.of(), true));
        bench.start(other);
        bench.pass(seconds(5));
        bench.media(PLAYABLE);
        bench.look();
        bench.pass(seconds(29));
        assertThat(bench.states(limited)).isEmpty();
        bench.pass(seconds(1));
        assertThat(bench.states(limited)).containsExactly("stopped");
        assertThat(bench.states(other)).isEmpty();
        assertThat(bench.desk.view().streams()).hasSize(1);
    }

    @Test
    void aCheckTellsTheTruth() {
        bench.glasses();
        var app = bench.dial("org.app");
        assertThat(bench.check(app)).isEmpty();
        bench.start(app);
        assertThat(bench.check(app)).hasValueSatisfying(info -> {
            assertThat(info.status()).isEqualTo("initializing");
            assertThat(info.urls()).isEmpty();
        });
        bench.pass(seconds(2));
        bench.media(PLAYABLE);
        assertThat(bench.check(app)).hasValueSatisfying(info -> {
            assertThat(info.status()).isEqualTo("active");
            assertThat(info.urls()).isPresent();
            assertThat(info.createdAt()).isEqualTo(DeskBench.EPOCH);
        });
        var blind = bench.open(new AppProfile("org.blind", false, Optional.empty()), ClientStyle.FRAME, Opening.INIT);
        assertThat(bench.check(blind)).isEmpty();
    }

    // ---- what is lost and comes back

    @Test
    void anAppThatComesBackInTimeKeepsItsShare() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.give(new DeskInput.AppClosed(app));
        bench.pass(seconds(9));
        bench.look();
        var again = bench.dial("org.app");
        bench.pass(seconds(60));
        assertThat(bench.states(again)).isEmpty();
        assertThat(bench.desk.view().streams()).hasSize(1);
    }

    @Test
    void anAppThatComesBackHearsWhatItMissed() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.give(new DeskInput.AppClosed(app));
        bench.media(PLAYABLE);
        var again = bench.dial("org.app");
        assertThat(bench.states(again)).containsExactly("active");
    }

    @Test
    void aNewerClientThatContinuesIsToldWhereItStands() {
        bench.glasses();
        var app = bench.open(DeskBench.app("org.app"), ClientStyle.HEADERS, Opening.INIT);
        bench.start(app);
        bench.media(PLAYABLE);
        bench.give(new DeskInput.AppClosed(app));
        var again = bench.open(DeskBench.app("org.app"), ClientStyle.HEADERS, Opening.RECONNECT);
        assertThat(bench.told(again).getFirst()).isInstanceOf(CloudToApp.ReconnectAck.class);
        assertThat(bench.lastStatus(again).resumed()).isTrue();
    }

    @Test
    void anAppThatStaysAwayLosesItsShare() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.look();
        bench.give(new DeskInput.AppClosed(app));
        bench.pass(seconds(10));
        assertThat(bench.commands()).containsExactly("StopStream");
        assertThat(bench.desk.view().sessions()).isEmpty();
    }

    @Test
    void anInvitedAppIsAskedOnceMoreUnlessItSaidGoodbye() {
        var profile = DeskBench.called("org.app");
        bench.give(new DeskInput.StartApp(profile));
        assertThat(bench.look()).contains(new DeskOutput.RequestSession(profile));
        var app = bench.open(profile, ClientStyle.FRAME, Opening.INIT);
        bench.give(new DeskInput.AppClosed(app));
        bench.pass(seconds(10));
        assertThat(bench.look()).contains(new DeskOutput.RequestSession(profile));
        var again = bench.open(profile, ClientStyle.FRAME, Opening.INIT);
        bench.say(again, new AppToCloud.OwnershipRelease(Optional.of("clean_shutdown")));
        bench.give(new DeskInput.AppClosed(again));
        bench.look();
        bench.pass(seconds(60));
        assertThat(bench.look()).doesNotContain(new DeskOutput.RequestSession(profile));
    }

    @Test
    void theLateEndOfAnOldSocketDoesNothing() {
        bench.glasses();
        var old = bench.dial("org.app");
        var present = bench.dial("org.app");
        bench.start(present);
        bench.media(PLAYABLE);
        bench.look();
        bench.give(new DeskInput.AppClosed(old));
        bench.pass(seconds(60));
        assertThat(bench.states(present)).isEmpty();
        assertThat(bench.desk.view().streams()).hasSize(1);
    }

    @Test
    void glassesThatComeBackAreToldAgainWithTheSameAddress() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        var first = bench.commanded().getLast();
        bench.give(new DeskInput.GlassesClosed(glasses));
        assertThat(bench.lastStatus(app).message())
                .contains("The glasses lost their connection; waiting for them to come back");
        bench.look();
        bench.pass(seconds(5));
        bench.glasses();
        assertThat(bench.commanded()).contains(first);
    }

    @Test
    void videoThatFlowsIsNotInterruptedByAReturn() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.give(new DeskInput.GlassesClosed(glasses));
        bench.pass(seconds(90));
        assertThat(bench.lastStatus(app).state().word()).isEqualTo("active");
        bench.look();
        bench.glasses();
        assertThat(bench.commands()).doesNotContain("StartStream");
        bench.media(INTERRUPTED);
        assertThat(bench.commands()).contains("StartStream");
    }

    @Test
    void glassesThatStayAwayAreAnError() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.media(INTERRUPTED);
        bench.look();
        bench.give(new DeskInput.GlassesClosed(glasses));
        bench.pass(seconds(60));
        assertThat(bench.states(app)).containsExactly("initializing", "error");
        assertThat(bench.desk.view().streams()).isEmpty();
        bench.look();
        bench.glasses();
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @Test
    void unansweredKeepAlivesEndOnlyWhatDoesNotFlow() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.look();
        bench.pass(seconds(120));
        assertThat(bench.states(app)).isEmpty();
        assertThat(bench.commands()).hasSize(8).containsOnly("KeepStreamAlive");
        bench.media(INTERRUPTED);
        bench.pass(seconds(10));
        assertThat(bench.states(app)).containsExactly("initializing", "error");
    }

    @Test
    void theGlassesMayEndIt() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.look();
        bench.status(glasses, bench.streamId(), StreamState.STOPPED);
        assertThat(bench.states(app)).containsExactly("stopped");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    // ---- local streams

    @ParameterizedTest
    @EnumSource
    void aLocalStreamSpeaksItsAppsDialect(Dialect dialect) {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.look();
        bench.local(app, dialect, "srt://host:4201?streamid=x");
        var start = (CloudToGlasses.StartStream) bench.commanded().getFirst();
        assertThat(start.streamUrl()).isEqualTo("srt://host:4201?streamid=x");
        assertThat(start.appId()).isEqualTo("org.app");
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.status(glasses, bench.streamId(), StreamState.RECONNECTING);
        bench.status(glasses, bench.streamId(), StreamState.RECONNECTED);
        bench.say(app, new AppToCloud.StreamStop(dialect, Optional.empty()));
        assertThat(bench.localStates(app))
                .containsExactly("initializing", "active", "reconnecting", "reconnected", "stopping", "stopped");
        assertThat(bench.told(app)).allMatch(message -> ((CloudToApp.StreamStatus) message).dialect() == dialect);
        assertThat(bench.commands()).containsExactly("StartStream", "StopStream");
    }

    @Test
    void localAndManagedExcludeEachOther() {
        bench.glasses();
        var managed = bench.dial("org.managed");
        var local = bench.dial("org.local");
        bench.start(managed);
        bench.local(local, Dialect.STREAM, "srt://h:1");
        assertThat(bench.localStates(local)).containsExactly("error");
        bench.stop(managed);
        bench.local(local, Dialect.STREAM, "srt://h:1");
        bench.look();
        bench.start(managed);
        assertThat(bench.states(managed)).containsExactly("error");
        assertThat(bench.check(managed))
                .hasValueSatisfying(info -> assertThat(info.streamUrl()).contains("srt://h:1"));
    }

    @Test
    void anotherAppsAddressIsShownWithoutItsKey() {
        bench.glasses();
        var owner = bench.dial("org.owner");
        var other = bench.dial("org.other");
        bench.local(owner, Dialect.STREAM, "rtmp://user:secret@host:1935/live/secret?x=secret");
        assertThat(bench.check(owner).orElseThrow().streamUrl().orElseThrow()).contains("secret");
        assertThat(bench.check(other).orElseThrow().streamUrl()).contains("rtmp://host:1935");
    }

    @Test
    void badAddressesAreRefusedInWords() {
        bench.glasses();
        var app = bench.dial("org.app");
        for (var wrong : new String[] {"", "ftp://x", "x", "file:///etc/passwd", "srt://" + "x".repeat(3000)})
            bench.local(app, Dialect.STREAM, wrong);
        assertThat(bench.localStates(app)).hasSize(5).containsOnly("error");
        assertThat(bench.commands()).isEmpty();
    }

    @Test
    void aLocalStreamThatNeverBeginsIsAnError() {
        bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, Dialect.STREAM, "srt://h:1");
        bench.pass(seconds(25));
        assertThat(bench.localStates(app)).containsExactly("initializing", "error");
        assertThat(bench.commands()).endsWith("StopStream");
    }

    @Test
    void aLostAddressEndsALocalStream() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.local(app, Dialect.STREAM, "srt://h:1");
        bench.status(glasses, bench.streamId(), StreamState.RECONNECT_FAILED);
        assertThat(bench.localStates(app)).containsExactly("initializing", "reconnect_failed", "error");
    }

    // ---- sessions

    @Test
    void aStoppedAppMayNotComeByItself() {
        var app = bench.dial("org.app");
        bench.look();
        bench.give(new DeskInput.StopApp("org.app", "user_disabled"));
        assertThat(bench.told(app)).containsExactly(new CloudToApp.AppStopped("user_disabled"));
        assertThat(bench.outputs).contains(new DeskOutput.CloseApp(app, 1000, "App stopped"));
        var again = bench.dial("org.app");
        assertThat(bench.told(again)).first().isInstanceOf(CloudToApp.ConnectionError.class);
        bench.give(new DeskInput.StartApp(DeskBench.app("org.app")));
        var welcome = bench.dial("org.app");
        assertThat(bench.told(welcome)).first().isInstanceOf(CloudToApp.ConnectionAck.class);
    }

    @Test
    void whoMustBeAskedMayNotComeByItself() {
        var d = ControlConfig.DEFAULT;
        var strict = new DeskBench(
                new ControlConfig(
                        d.startTimeout(),
                        d.appGrace(),
                        d.glassesGrace(),
                        d.dialInTimeout(),
                        false,
                        d.glassesDialect(),
                        d.ingest(),
                        d.tokenLife()),
                1);
        var app = strict.dial("org.app");
        assertThat(strict.outputs).contains(new DeskOutput.CloseApp(app, 1008, "App not started for this session"));
    }

    @Test
    void aStopReachesAnAppThatIsAway() {
        var profile = DeskBench.called("org.app");
        bench.give(new DeskInput.StartApp(profile));
        bench.give(new DeskInput.StopApp("org.app", "user_disabled"));
        assertThat(bench.outputs).contains(new DeskOutput.RequestStop(profile, "user_disabled"));
    }

    @Test
    void aWebhookThatFailsLateHarmsNobody() {
        var profile = DeskBench.called("org.app");
        bench.give(new DeskInput.StartApp(profile));
        var app = bench.open(profile, ClientStyle.FRAME, Opening.INIT);
        bench.give(new DeskInput.WebhookFailed("org.app", "timeout"));
        bench.look();
        bench.say(app, new AppToCloud.Ping());
        assertThat(bench.told(app)).containsExactly(new CloudToApp.Pong());
    }

    @Test
    void theEndOfTheServerIsToldToAll() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.start(app);
        bench.media(PLAYABLE);
        bench.look();
        bench.give(new DeskInput.Close("The server is closing"));
        assertThat(bench.states(app)).containsExactly("stopped");
        assertThat(bench.told(app).getLast()).isEqualTo(new CloudToApp.AppStopped("system_stop"));
        assertThat(bench.commands()).containsExactly("StopStream");
        assertThat(bench.outputs).contains(new DeskOutput.CloseApp(app, 1000, "User session ended"));
        assertThat(bench.outputs)
                .anyMatch(output ->
                        output instanceof DeskOutput.CloseGlasses(var to, var _, var _) && to.equals(glasses));
        assertThat(bench.desk.deadlineNanos()).isEqualTo(io.glasscast.kernel.Machine.NEVER);
    }
}
