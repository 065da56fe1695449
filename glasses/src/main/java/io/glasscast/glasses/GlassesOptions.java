package io.glasscast.glasses;

import io.glasscast.contract.Dialect;
import io.glasscast.contract.VideoConfig;
import io.glasscast.glasses.pair.Model;
import io.glasscast.glasses.pair.Scene;
import io.glasscast.glasses.uplink.Trust;
import io.glasscast.glasses.uplink.Weather;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How a pair of simulated glasses is set up.
///
/// @param cloud          where the cloud is: `http(s)://host:port` or `ws(s)://host:port`; a path of its own replaces
///                       `/glasses-ws`
/// @param token          who the wearer is
/// @param film           a file to film in place of the test pattern
/// @param video          settings that win over what the cloud asks for
/// @param dialect        the names it speaks, and knows no others: those of before March 2026 had names of their own
/// @param batteryPercent what is left at the start
/// @param script         what is to happen to it
/// @param network        the way from the glasses to the server and back
public record GlassesOptions(
        URI cloud,
        String token,
        Optional<Path> film,
        Model model,
        VideoConfig video,
        Dialect dialect,
        double batteryPercent,
        List<Scene> script,
        Network network) {
    /// @param up    weather from the glasses to the server
    /// @param down  weather from the server to the glasses
    /// @param seed  of the weather
    /// @param trust whose certificates are believed
    public record Network(Weather up, Weather down, long seed, Trust trust) {
        public static final Network FAIR = new Network(Weather.FAIR, Weather.FAIR, 1, new Trust.Usual());
    }

    public static GlassesOptions of(URI cloud, String token) {
        return new GlassesOptions(
                cloud,
                token,
                Optional.empty(),
                Model.MENTRA_LIVE,
                VideoConfig.NONE,
                Dialect.STREAM,
                100,
                List.of(),
                Network.FAIR);
    }

    public GlassesOptions {
        script = List.copyOf(script);
        String scheme = cloud.getScheme();
        if (scheme == null || !scheme.matches("https?|wss?") || cloud.getHost() == null)
            throw new IllegalArgumentException("not the address of a cloud (http://host:port): " + cloud);
    }

    public GlassesOptions withFilm(Path path) {
        return new GlassesOptions(
                cloud, token, Optional.of(path), model, video, dialect, batteryPercent, script, network);
    }

    public GlassesOptions withModel(Model other) {
        return new GlassesOptions(cloud, token, film, other, video, dialect, batteryPercent, script, network);
    }

    public GlassesOptions withVideo(VideoConfig wish) {
        return new GlassesOptions(cloud, token, film, model, wish, dialect, batteryPercent, script, network);
    }

    public GlassesOptions withDialect(Dialect names) {
        return new GlassesOptions(cloud, token, film, model, video, names, batteryPercent, script, network);
    }

    public GlassesOptions withBattery(double percent) {
        return new GlassesOptions(cloud, token, film, model, video, dialect, percent, script, network);
    }

    public GlassesOptions withScript(List<Scene> scenes) {
        return new GlassesOptions(cloud, token, film, model, video, dialect, batteryPercent, scenes, network);
    }

    /// The same weather both ways.
    public GlassesOptions withWeather(Weather weather, long seed) {
        return withNetwork(new Network(weather, weather, seed, network.trust()));
    }

    public GlassesOptions withTrust(Trust trust) {
        return withNetwork(new Network(network.up(), network.down(), network.seed(), trust));
    }

    public GlassesOptions withNetwork(Network other) {
        return new GlassesOptions(cloud, token, film, model, video, dialect, batteryPercent, script, other);
    }

    /// Says nothing of the token.
    @Override
    public String toString() {
        return "GlassesOptions[" + cloud + ", " + model.name() + "]";
    }
}
