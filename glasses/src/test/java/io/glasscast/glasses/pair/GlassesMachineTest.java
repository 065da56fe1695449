package io.glasscast.glasses.pair;

import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToGlasses.GetStreamStatus;
import io.glasscast.contract.CloudToGlasses.KeepStreamAlive;
import io.glasscast.contract.CloudToGlasses.StartStream;
import io.glasscast.contract.CloudToGlasses.StopStream;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.GlassesToCloud.GlassesConnectionState;
import io.glasscast.contract.GlassesToCloud.KeepAliveAck;
import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.glasses.pair.Happening.*;
import io.glasscast.kernel.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlassesMachineTest {
    private static final Chance CHANCE = Chance.seeded(1);
    private static final String URL = "http://127.0.0.1/whip/key";

    private GlassesMachine glasses = new GlassesMachine(Model.MENTRA_LIVE, Dialect.STREAM, 80, CHANCE);
    private final List<Deed> deeds = new ArrayList<>();
    private long now;

    @Test
    void streamsWhenToldAndStopsWhenTold() {
        happen(start("s1", URL));
        assertThat(said()).containsExactly("initializing s1", "connecting s1");
        assertThat(deeds.stream().map(d -> d.getClass().getSimpleName()))
                .containsExactly("Tell", "Signal", "OpenCamera", "Tell", "OpenUplink");
        deeds.clear();

        happen(new UplinkConnected(1));
        assertThat(said()).containsExactly("streaming s1");
        var config = ((StreamStatus) tell(0)).resolvedConfig().orElseThrow();
        assertThat(config.video()).isEqualTo(VideoConfig.of(854, 480, 1_000_000, 15));
        assertThat(config.transport()).hasValue("whip");
        assertThat(glasses.snapshot().state()).isEqualTo(StreamState.STREAMING);
        deeds.clear();

        happen(new Told(new StopStream(Dialect.STREAM, "", "")));
        assertThat(said()).containsExactly("stopping s1", "stopped s1");
        assertThat(deeds).contains(new Deed.CloseUplink(1), new Deed.CloseCamera());
        assertThat(glasses.deadlineNanos()).isEqualTo(GlassesMachine.NEVER);
    }

    @Test
    void clampsWishesAndMakesSizesEven() {
        happen(start("s1", URL, VideoConfig.of(4001, 101, 50, 120)));
        assertThat(deeds)
                .filteredOn(d -> d instanceof Deed.OpenCamera)
                .extracting(d -> ((Deed.OpenCamera) d).video())
                .containsExactly(new VideoSettings(1920, 240, 100_000, 30));
    }

    @Test
    void refusesWithoutAnAddress() {
        happen(start("s1", ""));
        assertRefused("Missing stream URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "whatever", "http://", "ht tp://x", "//host/x"})
    void refusesAddressesItCannotPublishTo(String url) {
        happen(start("s1", url));
        assertRefused("Unknown stream URL protocol");
    }

    @Test
    void refusesOnALowBattery() {
        happen(new BatterySet(14.4));
        happen(start("s1", URL));
        assertRefused("Battery level too low (14%) - minimum 15% required");
    }

    @Test
    void refusesWithoutWifi() {
        happen(new WifiChanged(false));
        deeds.clear();
        happen(start("s1", URL));
        assertRefused("no_wifi_connection");
    }

    @Test
    void refusesWhileAnotherProgramHasTheCamera() {
        happen(new CameraChanged(CameraState.TAKEN));
        happen(start("s1", URL));
        assertRefused("camera_busy");
        deeds.clear();
        happen(new CameraChanged(CameraState.FREE));
        happen(start("s1", URL));
        assertThat(said()).contains("initializing s1");
    }

    @Test
    void refusesWithoutACameraThatWorks() {
        happen(new CameraChanged(CameraState.BROKEN));
        happen(start("s1", URL));
        assertRefused("Could not access camera");
    }

    /// The battery and Wi-Fi are looked at while the old stream runs, the camera when it is over.
    @ParameterizedTest
    @EnumSource(
            value = CameraState.class,
            names = {"TAKEN", "BROKEN"})
    void aCameraThatCannotBeHadTwiceEndsTheStreamThatHadIt(CameraState camera) {
        live("s1");
        happen(new CameraChanged(camera));
        assertThat(said()).isEmpty();
        happen(start("s2", URL));
        now = glasses.deadlineNanos();
        elapse();
        assertThat(said())
                .containsExactly(
                        "stopping s1",
                        "stopped s1",
                        camera == CameraState.TAKEN ? "error - camera_busy" : "error - Could not access camera");
        assertThat(glasses.snapshot().state()).isEqualTo(StreamState.STOPPED);
    }

    @Test
    void aStreamOutlivesTheRefusalOfAnother() {
        live("s1");
        happen(new BatterySet(14));
        happen(start("s2", URL));
        happen(start("s3", "ftp://127.0.0.1/x"));
        assertThat(said())
                .containsExactly(
                        "error - Battery level too low (14%) - minimum 15% required",
                        "error - Unknown stream URL protocol");
        assertThat(glasses.snapshot().streamId()).hasValue("s1");
    }

    @Test
    void refusesAPictureTooLargeForItsCamera() {
        glasses = new GlassesMachine(Model.BASIC, Dialect.STREAM, 80, CHANCE);
        happen(start("s1", URL, VideoConfig.NONE.withSize(1920, 1080)));
        assertRefused("Resolution not supported by camera");
    }

    @Test
    void refusesToStopWhatDoesNotRun() {
        happen(new Told(new StopStream(Dialect.STREAM, "s1", "")));
        assertRefused("not_streaming");
    }

    @Test
    void sayWhyTheCameraFailed() {
        happen(start("s1", URL));
        deeds.clear();
        happen(new CameraFailed("cannot read x.mp4"));
        assertThat(said()).containsExactly("error s1 Could not access camera: cannot read x.mp4");
        assertThat(deeds).contains(new Deed.CloseUplink(1), new Deed.CloseCamera());
    }

    @Test
    void aNewStartTakesOverAfterHalfASecond() {
        live("s1");
        happen(start("s2", URL));
        assertThat(said()).containsExactly("stopping s1", "stopped s1");
        deeds.clear();
        now = glasses.deadlineNanos();
        assertThat(now).isEqualTo(GlassesMachine.CHANGEOVER_NANOS);
        elapse();
        assertThat(said()).containsExactly("initializing s2", "connecting s2");
        deeds.clear();
        happen(new UplinkConnected(1)); // the first one's
        assertThat(said()).isEmpty();
    }

    @Test
    void aStopCancelsTheStartThatWaits() {
        live("s1");
        happen(start("s2", URL));
        deeds.clear();
        happen(new Told(new StopStream(Dialect.STREAM, "s2", "")));
        assertThat(said()).containsExactly("stopped s2");
        assertThat(glasses.deadlineNanos()).isEqualTo(GlassesMachine.NEVER);
    }

    @Test
    void comesBackAfterTheNetworkDid() {
        live("s1");
        happen(new UplinkFailed(1, "consent expired"));
        assertThat(said()).containsExactly("reconnecting s1 1/3 consent expired");
        assertThat(deeds).contains(new Deed.CloseUplink(1));
        deeds.clear();

        now += Reconnects.STEADY.firstNanos();
        elapse();
        assertThat(deeds).containsExactly(new Deed.OpenUplink(2, URL));
        deeds.clear();
        happen(new UplinkFailed(2, "refused"));
        assertThat(said()).containsExactly("reconnecting s1 2/3 refused");
        deeds.clear();

        now += Reconnects.STEADY.firstNanos();
        elapse();
        happen(new UplinkConnected(3));
        assertThat(said()).containsExactly("reconnected s1 2/3 connection restored");
        deeds.clear();
        happen(new UplinkFailed(3, "again"));
        assertThat(said()).containsExactly("reconnecting s1 1/3 again");
    }

    @Test
    void givesUpAfterThreeReconnects() {
        live("s1");
        happen(new UplinkFailed(1, "gone"));
        for (int uplink = 2; uplink <= 4; uplink++) {
            now += Reconnects.STEADY.firstNanos();
            elapse();
            happen(new UplinkFailed(uplink, "gone"));
        }
        assertThat(said())
                .containsExactly(
                        "reconnecting s1 1/3 gone",
                        "reconnecting s1 2/3 gone",
                        "reconnecting s1 3/3 gone",
                        "reconnect_failed s1 3/3 gone",
                        "stopped s1");
        assertThat(deeds).contains(new Deed.CloseCamera());
    }

    @ParameterizedTest
    @ValueSource(strings = {"srt://127.0.0.1:4201?streamid=#!::r=key,m=publish", "rtmp://127.0.0.1/live/key"})
    void givesUpAfterTenReconnectsThatGrowApart(String url) {
        happen(start("s1", url));
        happen(new UplinkConnected(1));
        deeds.clear();
        happen(new UplinkFailed(1, "gone"));
        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(glasses.snapshot().attempt()).hasValue(attempt);
            double seconds = Math.pow(1.5, attempt - 1);
            assertThat(waitsForUplink(attempt + 1, url) / 1e9).isBetween(seconds, seconds + 0.3);
            happen(new UplinkFailed(attempt + 1, "gone"));
        }
        assertThat(said()).hasSize(12).startsWith("reconnecting s1 1/10 gone", "reconnecting s1 2/10 gone");
        assertThat(said()).endsWith("reconnecting s1 10/10 gone", "reconnect_failed s1 10/10 gone", "stopped s1");
        assertThat(deeds).contains(new Deed.CloseCamera());
    }

    /// Lets time pass until glasses dial again, while the cloud keeps the stream alive and the battery is looked at.
    ///
    /// @return how long that took
    private long waitsForUplink(int number, String url) {
        long since = now;
        while (!deeds.contains(new Deed.OpenUplink(number, url))) {
            happen(keepAlive("s1", "a"));
            now = glasses.deadlineNanos();
            elapse();
        }
        return now - since;
    }

    @Test
    void comesBackOverSrtAsItDidOverWhip() {
        happen(start("s1", "srt://127.0.0.1:4201?streamid=key"));
        happen(new UplinkConnected(1));
        happen(new UplinkFailed(1, "The peer went silent."));
        now = glasses.deadlineNanos();
        elapse();
        happen(new UplinkConnected(2));
        assertThat(said())
                .containsExactly(
                        "initializing s1",
                        "connecting s1",
                        "streaming s1",
                        "reconnecting s1 1/10 The peer went silent.",
                        "reconnected s1 1/10 connection restored");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/whip/key, whip, 48000, 5",
        "srt://127.0.0.1:4201?streamid=key, srt, 44100, 1",
        "rtmp://127.0.0.1/live/key, rtmp, 44100, 1",
        "RTMPS://127.0.0.1/live/key, rtmp, 44100, 1"
    })
    void theSchemeChoosesTransportSoundAndLimits(String url, String transport, int sampleRate, int frameRate) {
        happen(start("s1", url, VideoConfig.of(640, 360, 1_000_000, 1)));
        happen(new UplinkConnected(1));
        var config = ((StreamStatus) tell(2)).resolvedConfig().orElseThrow();
        assertThat(config.transport()).hasValue(transport);
        assertThat(config.video().frameRate()).hasValue(frameRate);
        var audio = deeds.stream()
                .filter(d -> d instanceof Deed.OpenCamera)
                .map(d -> ((Deed.OpenCamera) d).audio())
                .findFirst();
        assertThat(audio.orElseThrow().sampleRate()).isEqualTo(sampleRate);
        assertThat(audio.orElseThrow().bitrate()).isEqualTo(64_000);
    }

    @Test
    void anSrtStreamThatIsForgottenSaysSoInItsOwnWords() {
        happen(start("s1", "srt://127.0.0.1:4201?streamid=key"));
        happen(new UplinkConnected(1));
        deeds.clear();
        now = GlassesMachine.KEEP_ALIVE_NANOS;
        elapse();
        assertThat(said()).containsExactly("error s1 SRT stream timed out - no keep-alive");
    }

    @Test
    void aStreamThatNeverBeganEndsInAnError() {
        happen(start("s1", URL));
        deeds.clear();
        for (int uplink = 1; uplink <= 4; uplink++) {
            happen(new UplinkFailed(uplink, "404"));
            now += Reconnects.STEADY.firstNanos();
            elapse();
        }
        assertThat(said()).endsWith("error s1 404").hasSize(4);
    }

    @Test
    void anUplinkThatSaysNothingIsGivenUp() {
        happen(start("s1", URL));
        deeds.clear();
        now += GlassesMachine.CONNECT_NANOS;
        elapse();
        assertThat(said()).containsExactly("reconnecting s1 1/3 connection timed out");
    }

    @Test
    void withoutWifiEveryAttemptFailsByItself() {
        live("s1");
        happen(new WifiChanged(false));
        for (int i = 0; i < 3; i++) {
            now += Reconnects.STEADY.firstNanos();
            elapse();
        }
        assertThat(said()).contains("reconnect_failed s1 3/3 no_wifi_connection");
        // There is no network to say good-bye by.
        assertThat(deeds).contains(new Deed.DropUplink(1)).noneMatch(d -> d instanceof Deed.CloseUplink);
        assertThat(deeds).noneMatch(d -> d instanceof Deed.OpenUplink);
    }

    @Test
    void stopsAMinuteAfterTheLastKeepAlive() {
        live("s1");
        now = 40 * SECOND;
        happen(keepAlive("s1", "a1"));
        assertThat(tell(0)).isEqualTo(new KeepAliveAck("s1", "a1"));
        deeds.clear();
        while (glasses.deadlineNanos() < 100 * SECOND) {
            now = glasses.deadlineNanos();
            elapse();
        }
        assertThat(said()).isEmpty();
        now = 100 * SECOND;
        elapse();
        assertThat(said()).containsExactly("error s1 Stream timed out - no keep-alive from cloud");
    }

    @Test
    void acksOtherStreamsOnlyWhileItIsBusyConnecting() {
        happen(keepAlive("other", "a0"));
        happen(start("s1", URL));
        deeds.clear();
        happen(keepAlive("other", "a1"));
        assertThat(deeds).hasSize(1);
        happen(new UplinkConnected(1));
        deeds.clear();
        happen(keepAlive("other", "a2"));
        happen(keepAlive("s1", ""));
        assertThat(deeds).isEmpty();
    }

    @Test
    void stopsWhenTheBatteryRunsLow() {
        glasses = new GlassesMachine(Model.MENTRA_LIVE, Dialect.STREAM, 15.1, CHANCE);
        live("s1");
        for (int i = 0; i < 100 && glasses.deadlineNanos() != GlassesMachine.NEVER; i++) {
            now = glasses.deadlineNanos();
            happen(keepAlive("s1", "a" + i));
            elapse();
        }
        assertThat(said().getLast()).startsWith("error s1 Battery level too low (14%)");
    }

    @Test
    void looksAtTheBatteryEveryTenSecondsAndStops() {
        live("s1");
        now = 11 * SECOND;
        elapse();
        happen(new BatterySet(14.4));
        assertThat(said()).isEmpty();
        now = glasses.deadlineNanos();
        assertThat(now).isEqualTo(21 * SECOND);
        elapse();
        assertThat(said()).containsExactly("error s1 Battery level too low (14%) - minimum 15% required");
        assertThat(deeds).contains(new Deed.CloseUplink(1), new Deed.CloseCamera());
    }

    @Test
    void tellsWhenWifiGoesAndComes() {
        live("s1");
        happen(new WifiChanged(false));
        happen(new WifiChanged(false));
        assertThat(deeds)
                .filteredOn(d -> d instanceof Deed.Tell(GlassesConnectionState _))
                .hasSize(1);
        assertThat(((GlassesConnectionState) tell(0)).wifiConnected()).hasValue(false);
        assertThat(said()).containsExactly("reconnecting s1 1/3 no_wifi_connection");
        deeds.clear();
        happen(new WifiChanged(true));
        assertThat(((GlassesConnectionState) tell(0)).wifiConnected()).hasValue(true);
        now = glasses.deadlineNanos();
        elapse();
        happen(new UplinkConnected(2));
        assertThat(said()).containsExactly("reconnected s1 1/3 connection restored");
    }

    @Test
    void answersHowItDoesWithoutAStatus() {
        assertThat(asked()).isEqualTo(snapshot(StreamState.STOPPED, Optional.empty(), OptionalInt.empty()));
        happen(start("s1", URL));
        assertThat(asked()).isEqualTo(snapshot(StreamState.INITIALIZING, Optional.of("s1"), OptionalInt.empty()));
        happen(new UplinkConnected(1));
        assertThat(asked()).isEqualTo(snapshot(StreamState.STREAMING, Optional.of("s1"), OptionalInt.empty()));
        happen(new UplinkFailed(1, "gone"));
        assertThat(asked()).isEqualTo(snapshot(StreamState.RECONNECTING, Optional.of("s1"), OptionalInt.of(1)));
    }

    private GlassesToCloud asked() {
        deeds.clear();
        happen(new Told(new GetStreamStatus(Dialect.STREAM)));
        assertThat(deeds).hasSize(1);
        return tell(0);
    }

    private static GlassesToCloud snapshot(StreamState state, Optional<String> streamId, OptionalInt attempt) {
        return new GlassesToCloud.StreamSnapshot(Dialect.STREAM, state, streamId, attempt);
    }

    @ParameterizedTest
    @CsvSource({"mentra-live, 1, 1", "mentra-live, 60, 30", "mentra-live-2026-03, 1, 10", "mentra-live-2026-03, 60, 60"
    })
    void theModelLimitsTheFrameRateOverRtmp(String model, int asked, int made) {
        glasses = new GlassesMachine(Model.named(model).orElseThrow(), Dialect.STREAM, 80, CHANCE);
        happen(start("s1", "rtmp://127.0.0.1/live/key", VideoConfig.of(640, 360, 1_000_000, asked)));
        assertThat(deeds)
                .filteredOn(d -> d instanceof Deed.OpenCamera)
                .extracting(d -> ((Deed.OpenCamera) d).video().frameRate())
                .containsExactly(made);
    }

    @Test
    void tellsAReturningCloudHowItDoes() {
        live("s1");
        happen(new LinkOpened());
        assertThat(tell(0)).isEqualTo(new GlassesConnectionState(Optional.of("Mentra Live"), true, Optional.of(true)));
        assertThat(said()).containsExactly("streaming s1");
    }

    @Test
    void speaksOldNamesWhenItIsOld() {
        glasses = new GlassesMachine(Model.MENTRA_LIVE, Dialect.RTMP, 80, CHANCE);
        happen(start(Dialect.RTMP, "s1", URL, VideoConfig.NONE));
        assertThat(((StreamStatus) tell(0)).dialect()).isEqualTo(Dialect.RTMP);
        happen(new UplinkConnected(1));
        deeds.clear();
        happen(new Told(new GetStreamStatus(Dialect.RTMP)));
        happen(new Told(new KeepStreamAlive(Dialect.RTMP, "s1", "a1")));
        happen(new Told(new StopStream(Dialect.RTMP, "s1", "app")));
        assertThat(tell(0))
                .isEqualTo(new GlassesToCloud.StreamSnapshot(
                        Dialect.RTMP, StreamState.STREAMING, Optional.of("s1"), OptionalInt.empty()));
        assertThat(tell(1)).isEqualTo(new KeepAliveAck("s1", "a1"));
        assertThat(said()).containsExactly("stopping s1", "stopped s1");
    }

    @Test
    void passesOverCommandsByNamesThatItDoesNotKnow() {
        live("s1");
        happen(start(Dialect.RTMP, "s2", URL, VideoConfig.NONE));
        happen(new Told(new StopStream(Dialect.RTMP, "s1", "app")));
        happen(new Told(new KeepStreamAlive(Dialect.RTMP, "s1", "a1")));
        happen(new Told(new GetStreamStatus(Dialect.RTMP)));
        assertThat(deeds)
                .containsExactly(
                        new Deed.Ignore("start_rtmp_stream"),
                        new Deed.Ignore("stop_rtmp_stream"),
                        new Deed.Ignore("keep_rtmp_stream_alive"),
                        new Deed.Ignore("get_rtmp_status"));
        assertThat(glasses.snapshot().state()).isEqualTo(StreamState.STREAMING);
    }

    private void live(String id) {
        happen(start(id, URL));
        happen(new UplinkConnected(1));
        deeds.clear();
    }

    static Told start(String id, String url) {
        return start(id, url, VideoConfig.NONE);
    }

    static Told start(String id, String url, VideoConfig video) {
        return start(Dialect.STREAM, id, url, video);
    }

    private static Told start(Dialect names, String id, String url, VideoConfig video) {
        return new Told(new StartStream(names, id, "app", url, video, AudioConfig.NONE, StreamConfig.NONE, true, true));
    }

    static Told keepAlive(String id, String ack) {
        return new Told(new KeepStreamAlive(Dialect.STREAM, id, ack));
    }

    private void happen(Happening happening) {
        glasses.handle(happening, now, deeds::add);
    }

    private void elapse() {
        glasses.elapse(now, deeds::add);
    }

    private GlassesToCloud tell(int index) {
        return deeds.stream()
                .filter(d -> d instanceof Deed.Tell)
                .map(d -> ((Deed.Tell) d).message())
                .toList()
                .get(index);
    }

    private void assertRefused(String why) {
        assertThat(said()).containsExactly("error - " + why);
        assertThat(deeds).hasSize(1);
        assertThat(glasses.deadlineNanos()).isEqualTo(GlassesMachine.NEVER);
    }

    private List<String> said() {
        return said(deeds);
    }

    static List<String> said(List<Deed> deeds) {
        var words = new ArrayList<String>();
        for (var deed : deeds)
            if (deed instanceof Deed.Tell(StreamStatus status)) {
                var line = status.state().word() + " " + status.streamId().orElse("-");
                if (status.attempt().isPresent())
                    line += " " + status.attempt().getAsInt() + "/"
                            + status.maxAttempts().getAsInt();
                line += status.reason().map(r -> " " + r).orElse("");
                words.add(line + status.errorDetails().map(e -> " " + e).orElse(""));
            }
        return words;
    }
}
