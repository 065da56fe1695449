package io.glasscast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.app.config.ConfigReader;
import io.glasscast.app.house.House;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.VideoConfig;
import io.glasscast.examples.WatchApp;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.glasses.pair.CameraState;
import io.glasscast.glasses.pair.Happening;
import io.glasscast.glasses.pair.Model;
import io.glasscast.glasses.pair.Scene;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.MiniApp;
import io.glasscast.store.App;
import io.glasscast.store.User;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server, glasses that cannot do what they are told, and an app that hears why.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AilingGlassesTest {
    private static final String WEARER = "wearer@example.com";
    private static final String PACKAGE = "org.example.watch";

    /// What ails the glasses, and what the app hears of it.
    private record Case(UnaryOperator<GlassesOptions> glasses, String heard) {}

    private static final List<Case> CASES = List.of(
            new Case(pair -> pair.withBattery(14), "Battery level too low (14%) - minimum 15% required"),
            new Case(pair -> broken(pair, new Happening.CameraChanged(CameraState.TAKEN)), "camera_busy"),
            new Case(pair -> broken(pair, new Happening.CameraChanged(CameraState.BROKEN)), "Could not access camera"),
            // Whether the server knows it already or the glasses have to say it.
            new Case(pair -> broken(pair, new Happening.WifiChanged(false)), "must be connected to Wi-Fi"),
            new Case(pair -> pair.withModel(Model.BASIC), "Resolution not supported by camera"));

    private static GlassesOptions broken(GlassesOptions pair, Happening happening) {
        return pair.withScript(List.of(new Scene(Duration.ZERO, happening)));
    }

    @Test
    void theAppHearsWhy(@TempDir Path folder) throws Exception {
        var config = new ConfigReader(folder).option("--bind", "doors.bind", Optional.of("127.0.0.1"));
        for (var door : List.of("http", "webrtc", "srt", "rtmp", "rtmps"))
            config.option("--" + door, "doors." + door, Optional.of("0"));
        config.option("--dialect", "streams.dialect", Optional.of("rtmp"));
        try (var house = House.open(config.read())) {
            var server = URI.create(house.ready().http());
            var store = house.control().store();
            var token = store.users().add(new User(WEARER)).orElseThrow();
            var key = store.apps()
                    .add(new App(PACKAGE, "Watch", Set.of(App.CAMERA), Optional.empty()))
                    .orElseThrow();
            for (var ailing : CASES) {
                var connected = new CompletableFuture<Boolean>();
                var pair =
                        ailing.glasses().apply(GlassesOptions.of(server, token).withDialect(Dialect.RTMP));
                try (var _ = SimulatedGlasses.start(pair, event -> {
                            if (event instanceof GlassesEvent.Connected) connected.complete(true);
                        });
                        var app = new WatchApp(MiniApp.builder(PACKAGE, key).build())) {
                    assertThat(connected.get(30, TimeUnit.SECONDS)).isTrue();
                    var wishes = ManagedStreamOptions.DEFAULT.withVideo(VideoConfig.NONE.withSize(1920, 1080));
                    var watchable = app.start(server, WEARER, wishes, _ -> {});
                    assertThatThrownBy(() -> watchable.get(30, TimeUnit.SECONDS))
                            .hasMessageContaining(ailing.heard());
                }
            }
        }
    }
}
