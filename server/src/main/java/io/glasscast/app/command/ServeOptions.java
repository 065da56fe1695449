package io.glasscast.app.command;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.ConfigProblem;
import io.glasscast.app.config.ConfigReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that override the configuration file.
final class ServeOptions {
    /// Not an option: everybody on the machine may read those.
    private static final String STORE_KEY = "GLASSCAST_STORE_KEY";

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

    @Option(
            names = "--outbound-allow",
            paramLabel = "NETWORKS",
            description = "Networks that restreams and webhooks may lead to beside the internet, such as"
                    + " 127.0.0.0/8,::1, or any.")
    private @Nullable String outbound;

    Config config() throws ConfigProblem {
        return options(new ConfigReader(standardData())).read();
    }

    /// With other standards than the usual ones; file and options still win.
    ///
    /// @param standards keys and values
    /// @param ingest    how glasses bring their streams, if that was said
    Config config(Path standardData, Map<String, String> standards, Optional<String> ingest) throws ConfigProblem {
        var reader = new ConfigReader(standardData);
        standards.forEach((key, value) -> reader.option("standard", key, Optional.of(value)));
        return options(reader).option("--ingest", "streams.ingest", ingest).read();
    }

    private ConfigReader options(ConfigReader reader) throws ConfigProblem {
        if (file != null) reader.file(file);
        return reader.option(STORE_KEY, "store.key", Optional.ofNullable(System.getenv(STORE_KEY)))
                .option("--data", "data", Optional.ofNullable(data))
                .option("--bind", "doors.bind", Optional.ofNullable(bind))
                .option("--http", "doors.http", Optional.ofNullable(http))
                .option("--webrtc", "doors.webrtc", Optional.ofNullable(webrtc))
                .option("--srt", "doors.srt", Optional.ofNullable(srt))
                .option("--rtmp", "doors.rtmp", Optional.ofNullable(rtmp))
                .option("--rtmps", "doors.rtmps", Optional.ofNullable(rtmps))
                .option("--public-url", "public.url", Optional.ofNullable(publicUrl))
                .option("--outbound-allow", "outbound.allow", Optional.ofNullable(outbound));
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
