package io.glasscast.control;

import static io.glasscast.control.DeskBench.ADDRESS;
import static io.glasscast.control.DeskBench.INTERRUPTED;
import static io.glasscast.control.DeskBench.PLAYABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How streams end, and what survives: every end reaches the glasses, and nothing ends that could go on.
final class EndingsTest {
    /// Which of the two kinds of stream.
    enum Kind {
        MANAGED,
        LOCAL
    }

    private final DeskBench bench = new DeskBench();

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    /// A stream of this kind that is active, with nothing said about it yet.
    private SocketId active(Kind kind, SocketId glasses) {
        var app = bench.dial("org.app");
        switch (kind) {
            case MANAGED -> {
                bench.start(app);
                bench.media(PLAYABLE);
            }
            case LOCAL -> bench.local(app, ADDRESS);
        }
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.look();
        return app;
    }

    private List<String> said(Kind kind, SocketId app) {
        return switch (kind) {
            case MANAGED -> bench.states(app);
            case LOCAL -> bench.localStates(app);
        };
    }

    @Test
    void theServerKeepsTheDurationLimitOfALocalStream() {
        var glasses = bench.glasses();
        var app = bench.dial("org.app");
        bench.say(
                app,
                new AppToCloud.StreamRequest(
                        Dialect.STREAM, ADDRESS, VideoConfig.NONE, AudioConfig.NONE, StreamConfig.limitedTo(60), true));
        bench.pass(seconds(10));
        bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        bench.look();
        for (int i = 0; i < 59; i++) {
            bench.pass(seconds(1));
            bench.status(glasses, bench.streamId(), StreamState.STREAMING);
        }
        assertThat(bench.localStates(app)).isEmpty();
        bench.pass(seconds(1));
        assertThat(bench.localStates(app)).containsExactly("stopped");
        assertThat(bench.lastLocal(app).errorDetails()).contains("The stream reached its duration limit");
        assertThat(bench.commands()).endsWith("StopStream");
    }

    @ParameterizedTest
    @EnumSource
    void anAppThatCrashesReleasesItsShareAfterItsGrace(Kind kind) {
        var app = active(kind, bench.glasses());
        bench.give(new DeskInput.AppClosed(app));
        bench.pass(seconds(9));
        assertThat(bench.commands()).isEmpty();
        bench.pass(seconds(1));
        assertThat(bench.commands()).containsExactly("StopStream");
        assertThat(bench.desk.view().streams()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAppThatIsStoppedReleasesItsShareAtOnce(Kind kind) {
        var app = active(kind, bench.glasses());
        bench.give(new DeskInput.StopApp("org.app", "user_disabled"));
        assertThat(said(kind, app)).endsWith("stopped");
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @ParameterizedTest
    @EnumSource
    void theEndReachesGlassesThatWereAway(Kind kind) {
        var glasses = bench.glasses();
        var app = active(kind, glasses);
        bench.give(new DeskInput.GlassesClosed(glasses));
        bench.give(new DeskInput.StopApp("org.app", "user_disabled"));
        assertThat(said(kind, app)).endsWith("stopped");
        bench.look();
        bench.pass(seconds(300));
        bench.glasses();
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @ParameterizedTest
    @EnumSource
    void aPhoneThatLosesItsGlassesIsAsGoodAsGlassesThatVanish(Kind kind) {
        var phone = bench.glasses();
        var app = active(kind, phone);
        bench.connected(phone, false);
        if (kind == Kind.MANAGED) bench.media(INTERRUPTED);
        bench.pass(seconds(59));
        assertThat(said(kind, app)).doesNotContain("error", "stopped", "timeout");
        bench.pass(seconds(1));
        assertThat(said(kind, app)).endsWith("error");
        // It would not reach them now.
        assertThat(bench.commands()).doesNotContain("StopStream");
        bench.connected(phone, true);
        assertThat(bench.commands()).containsExactly("StopStream");
    }

    @Test
    void glassesThatComeBackInTimeAreActiveAgain() {
        var glasses = bench.glasses();
        var app = active(Kind.MANAGED, glasses);
        bench.media(INTERRUPTED);
        bench.connected(glasses, false);
        bench.pass(seconds(50));
        bench.connected(glasses, true);
        assertThat(bench.commands()).containsExactly("StartStream");
        bench.media(new MediaEvent.Resumed());
        assertThat(bench.states(app)).endsWith("initializing", "active").doesNotContain("error", "stopped");
        assertThat(bench.outputs).noneMatch(DeskOutput.CloseStream.class::isInstance);
    }

    @Test
    void whoWasToldOfALossIsToldThatAllIsWell() {
        var glasses = bench.glasses();
        var app = active(Kind.MANAGED, glasses);
        bench.give(new DeskInput.GlassesClosed(glasses));
        assertThat(bench.lastStatus(app).message())
                .contains("The glasses lost their control connection; the video still arrives");
        bench.pass(seconds(3));
        var again = bench.glasses();
        assertThat(bench.states(app)).containsExactly("active", "active");
        assertThat(bench.lastStatus(app).message()).isEmpty();
        assertThat(bench.lastStatus(app).urls()).isPresent();
        bench.look();
        bench.connected(again, true);
        assertThat(bench.told(app)).isEmpty();
    }

    @Test
    void aLocalStreamGoesOnWithGlassesThatComeBack() {
        var glasses = bench.glasses();
        var app = active(Kind.LOCAL, glasses);
        var streamId = bench.streamId();
        bench.give(new DeskInput.GlassesClosed(glasses));
        bench.pass(seconds(50));
        var again = bench.glasses();
        bench.status(again, streamId, StreamState.STREAMING);
        assertThat(bench.localStates(app)).containsExactly("disconnected", "active");
        assertThat(bench.commands()).doesNotContain("StartStream", "StopStream");
    }

    @Test
    void aStartThatTheServersEndCatchesHasFailed() {
        bench.glasses();
        var waiting = bench.dial("org.waiting");
        bench.start(waiting);
        bench.give(new DeskInput.Close("The server is closing"));
        assertThat(bench.states(waiting)).containsExactly("initializing", "error");
        assertThat(bench.lastStatus(waiting).message()).contains("The server is closing");
        assertThat(bench.commands()).endsWith("StopStream");
    }

    @Test
    void silentGlassesEndALocalStreamWhichNobodyElseCanSee() {
        var glasses = bench.glasses();
        var app = active(Kind.LOCAL, glasses);
        bench.pass(seconds(54));
        assertThat(bench.localStates(app)).isEmpty();
        bench.pass(seconds(1));
        assertThat(bench.localStates(app)).containsExactly("timeout");
        assertThat(bench.lastLocal(app).errorDetails()).contains("The glasses stopped answering");
        assertThat(bench.commands()).endsWith("StopStream");
    }
}
