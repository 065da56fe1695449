package io.glasscast.app.config;

import io.glasscast.kernel.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts the configuration together: what stands in the file, and over it what was said on the command line.
public final class ConfigReader {
    private final Map<String, Given> given = new LinkedHashMap<>();
    private final Path standardData;
    private final List<Path> files = new ArrayList<>();

    /// @param standardData the data folder when nobody names one
    public ConfigReader(Path standardData) {
        this.standardData = standardData;
    }

    /// Takes everything in `file`.
    public ConfigReader file(Path file) throws ConfigProblem {
        for (var entry : ConfigFile.read(file).entrySet()) {
            if (Settings.ALL.stream().noneMatch(setting -> setting.key().equals(entry.getKey())))
                throw new ConfigProblem(file + ": unknown key " + entry.getKey() + "; " + known(entry.getKey()));
            given.put(entry.getKey(), new Given(file + ": " + entry.getKey(), entry.getValue()));
        }
        files.add(file);
        return this;
    }

    /// Takes one value from the command line, which wins over the file.
    ///
    /// @param option as the user typed it: `--http`
    public ConfigReader option(String option, String key, Optional<String> value) {
        value.ifPresent(text -> given.put(key, new Given(option, text)));
        return this;
    }

    public Config read() throws ConfigProblem {
        return new Config(
                value(Settings.DATA).orElse(standardData),
                new Config.Store(value(Settings.STORE_KEY)),
                new Config.Doors(
                        required(Settings.BIND),
                        required(Settings.HTTP),
                        required(Settings.WEBRTC),
                        required(Settings.SRT),
                        required(Settings.RTMP),
                        required(Settings.RTMPS)),
                new Config.Public(
                        value(Settings.PUBLIC_URL), value(Settings.PUBLIC_HOSTS).orElse(List.of())),
                tls(),
                new Config.Apps(required(Settings.DIAL_OUT)),
                new Config.Glasses(required(Settings.TOKEN_LIFE)),
                new Config.Streams(
                        required(Settings.GRACE),
                        required(Settings.UNWATCHED),
                        required(Settings.INGEST),
                        required(Settings.NAMED),
                        required(Settings.DIALECT)),
                new Config.Srt(value(Settings.SRT_PASSPHRASE)),
                new Config.Rtmp(required(Settings.RTMP_GATHER)),
                new Config.Outputs(readable(Settings.OUTPUTS_TRUST)),
                new Config.Outbound(callable()),
                new Config.Transcoding(required(Settings.TRANSCODED_PICTURES)),
                new Config.Limits(
                        required(Settings.STREAMS),
                        required(Settings.VIEWERS),
                        required(Settings.REQUESTS),
                        required(Settings.CONNECTIONS)),
                new Config.Metrics(required(Settings.METRICS_ACCESS)),
                new Config.Logs(required(Settings.FORMAT), required(Settings.LEVEL)),
                List.copyOf(files));
    }

    private Optional<Config.Tls> tls() throws ConfigProblem {
        var certificate = readable(Settings.CERTIFICATE);
        var key = readable(Settings.KEY);
        if (certificate.isPresent() != key.isPresent())
            throw new ConfigProblem("tls.certificate and tls.key: both or neither must be set");
        return certificate.map(chain -> new Config.Tls(chain, key.orElseThrow()));
    }

    /// Whoever reaches a server that listens on loopback only reaches whatever else does by itself.
    private List<Network> callable() throws ConfigProblem {
        var said = value(Settings.OUTBOUND_ALLOW);
        if (said.isPresent()) return said.get();
        var bind = required(Settings.BIND);
        boolean alone = bind.equals("localhost")
                || Network.parse(bind).stream().anyMatch(at -> at.first().isLoopbackAddress());
        return alone
                ? Settings.OUTBOUND_ALLOW.parse().apply(Settings.OWN_MACHINE).orElseThrow()
                : List.of();
    }

    private Optional<Path> readable(Setting<Path> setting) throws ConfigProblem {
        var path = value(setting);
        if (path.isPresent() && !Files.isReadable(path.get()))
            throw new ConfigProblem(source(setting) + " must be a file that can be read, not " + path.get());
        return path;
    }

    private <T> T required(Setting<T> setting) throws ConfigProblem {
        return value(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " has no standard value"));
    }

    private <T> Optional<T> value(Setting<T> setting) throws ConfigProblem {
        var own = given.get(setting.key());
        if (own == null)
            return setting.standard().isEmpty()
                    ? Optional.empty()
                    : setting.parse().apply(setting.standard());
        var value = setting.parse().apply(own.text);
        if (value.isEmpty())
            throw new ConfigProblem(own.source + " must be " + setting.allowed()
                    + (Settings.SECRET.contains(setting) ? "" : ", not " + quoted(own.text)));
        return value;
    }

    private String source(Setting<?> setting) {
        var own = given.get(setting.key());
        return own == null ? setting.key() : own.source;
    }

    /// Values may come from a wrong file altogether: shown short, on one line.
    private static String quoted(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ");
        return "'" + (line.length() > 60 ? line.substring(0, 60) + "…" : line) + "'";
    }

    private static String known(String key) {
        var room = key.contains(".") ? key.substring(0, key.indexOf('.') + 1) : "";
        var siblings = Settings.ALL.stream()
                .map(Setting::key)
                .filter(known -> known.startsWith(room))
                .toList();
        return "known are "
                + (siblings.isEmpty() ? Settings.ALL.stream().map(Setting::key).toList() : siblings)
                        .stream().collect(Collectors.joining(", "));
    }

    private record Given(String source, String text) {}
}
