package io.glasscast.control;

import static io.glasscast.control.DeskBench.ADDRESS;
import static io.glasscast.control.DeskBench.PLAYABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What an app asks for and does not get: because it cannot be, because its user has not allowed it, or because the
/// glasses will not. It is told why in words, and nobody else's stream is touched.
final class RefusalsTest {
    private final DeskBench bench = new DeskBench();

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
}
