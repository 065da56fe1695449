package io.glasscast.app.command;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.ConfigProblem;
import io.glasscast.app.config.ConfigReader;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that override the configuration file.
final class ServeOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Read the configuration from this YAML file.")
    private @Nullable Path file;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of the database and the admin token.")
    private @Nullable String data;

    @Option(names = "--bind", paramLabel = "IP", description = "Open the doors on this address only.")
    private @Nullable String bind;

    @Option(names = "--http", paramLabel = "PORT", description = "HTTP door: a port, 0 for any free one, or off.")
    private @Nullable String http;

    @Option(names = "--webrtc", paramLabel = "PORT", description = "WebRTC door: a port, 0 for any free one, or off.")
    private @Nullable String webrtc;

    @Option(names = "--srt", paramLabel = "PORT", description = "SRT door: a port, 0 for any free one, or off.")
    private @Nullable String srt;

    @Option(names = "--rtmp", paramLabel = "PORT", description = "RTMP door: a port, 0 for any free one, or off.")
    private @Nullable String rtmp;

    @Option(names = "--rtmps", paramLabel = "PORT", description = "RTMPS door: a port, 0 for any free one, or off.")
    private @Nullable String rtmps;

    @Option(names = "--public-url", paramLabel = "URL", description = "What links to this server begin with.")
    private @Nullable String publicUrl;

    Config config() throws ConfigProblem {
        return read(new ConfigReader(standardData()));
    }

    /// With other standards than the usual ones; file and options still win.
    Config config(Path standardData, String httpPort, String mediaPorts) throws ConfigProblem {
        var reader = new ConfigReader(standardData).option("standard", "doors.http", Optional.of(httpPort));
        for (var door : new String[] {"webrtc", "srt", "rtmp", "rtmps"})
            reader.option("standard", "doors." + door, Optional.of(mediaPorts));
        return read(reader);
    }

    private Config read(ConfigReader reader) throws ConfigProblem {
        if (file != null) reader.file(file);
        return reader.option("--data", "data", Optional.ofNullable(data))
                .option("--bind", "doors.bind", Optional.ofNullable(bind))
                .option("--http", "doors.http", Optional.ofNullable(http))
                .option("--webrtc", "doors.webrtc", Optional.ofNullable(webrtc))
                .option("--srt", "doors.srt", Optional.ofNullable(srt))
                .option("--rtmp", "doors.rtmp", Optional.ofNullable(rtmp))
                .option("--rtmps", "doors.rtmps", Optional.ofNullable(rtmps))
                .option("--public-url", "public.url", Optional.ofNullable(publicUrl))
                .read();
    }

    /// Where programs keep their data when nobody says otherwise (XDG base directories).
    static Path standardData() {
        var xdg = System.getenv("XDG_DATA_HOME");
        var base = xdg == null || xdg.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(xdg);
        return base.resolve("glasscast");
    }
}
