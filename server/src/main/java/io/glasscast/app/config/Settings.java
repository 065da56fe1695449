package io.glasscast.app.config;

import io.glasscast.api.http.MetricsPage;
import io.glasscast.app.config.Config.Logs;
import io.glasscast.contract.Dialect;
import io.glasscast.control.Ingest;
import io.glasscast.kernel.Network;
import io.glasscast.store.StoreKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Every key there is, what it may be, and what it is when nobody sets it.
public final class Settings {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private static final String ANYWHERE = "0.0.0.0/0, ::/0";

    /// What a server that nobody else reaches may call: itself.
    static final String OWN_MACHINE = "127.0.0.0/8, ::1";

    static final Setting<Path> DATA = path("data", "a folder", "");
    static final Setting<StoreKey> STORE_KEY =
            new Setting<>("store.key", "64 hexadecimal digits, as openssl rand -hex 32 makes them", "", StoreKey::of);
    static final Setting<String> BIND = new Setting<>(
            "doors.bind", "an IP address of this machine, or 0.0.0.0 for all of them", "0.0.0.0", Settings::host);
    static final Setting<DoorSetting> HTTP = door("doors.http", "8080");
    static final Setting<DoorSetting> WEBRTC = door("doors.webrtc", "8189");
    static final Setting<DoorSetting> SRT = door("doors.srt", "4201");
    static final Setting<DoorSetting> RTMP = door("doors.rtmp", "1935");
    static final Setting<DoorSetting> RTMPS = door("doors.rtmps", "1936");
    static final Setting<URI> PUBLIC_URL =
            new Setting<>("public.url", "an http or https URL without a query", "", Settings::url);
    static final Setting<List<String>> PUBLIC_HOSTS =
            new Setting<>("public.hosts", "a list of host names or IP addresses", "", Settings::hosts);
    static final Setting<Path> CERTIFICATE = path("tls.certificate", "a PEM file", "");
    static final Setting<Path> KEY = path("tls.key", "a PEM file", "");
    static final Setting<Boolean> DIAL_OUT = new Setting<>("apps.dialOut", "true or false", "true", Settings::truth);
    static final Setting<Optional<Duration>> TOKEN_LIFE = new Setting<>(
            "glasses.tokenLife", "a duration from 1m to 87600h, such as 720h, or off", "8760h", Settings::tokenLife);
    static final Setting<Duration> GRACE = new Setting<>(
            "streams.grace",
            "a duration from 1ms to 1h, such as 60s",
            "60s",
            text -> duration(text, Duration.ofHours(1)).filter(Duration::isPositive));
    static final Setting<Optional<Duration>> UNWATCHED = new Setting<>(
            "streams.unwatched", "a duration from 0s to 24h, such as 30s, or off", "30s", Settings::patience);
    static final Setting<Optional<Ingest>> INGEST =
            new Setting<>("streams.ingest", "one of auto, whip, srt, rtmp", "auto", Settings::ingest);
    static final Setting<Integer> NAMED =
            new Setting<>("streams.named", "a whole number from 0 to 1000", "0", text -> number(text, 0, 1_000));
    static final Setting<Dialect> DIALECT = oneOf("streams.dialect", Dialect.values(), "stream");
    static final Setting<String> SRT_PASSPHRASE =
            new Setting<>("srt.passphrase", "10 to 79 printable ASCII characters", "", Settings::passphrase);
    static final Setting<Duration> RTMP_GATHER = new Setting<>(
            "rtmp.gather",
            "a duration from 0s to 1s, such as 100ms",
            "350ms",
            text -> duration(text, Duration.ofSeconds(1)));
    static final Setting<Path> OUTPUTS_TRUST = path("outputs.trust", "a PEM file", "");
    static final Setting<List<Network>> OUTBOUND_ALLOW = new Setting<>(
            "outbound.allow", "a list of networks such as 10.0.0.0/8 or fd00::/8, or any", "", Settings::networks);
    static final Setting<Integer> TRANSCODED_PICTURES =
            new Setting<>("transcoding.pictures", "a whole number from 0 to 100", "1", text -> number(text, 0, 100));
    static final Setting<Integer> STREAMS = count("limits.streams", 100_000, "1000");
    static final Setting<Integer> VIEWERS = count("limits.viewersPerStream", 1_000_000, "10000");
    static final Setting<Integer> REQUESTS = count("limits.requestsPerSecond", 1_000_000, "50");
    static final Setting<Integer> CONNECTIONS = count("limits.connectionsPerAddress", 100_000, "1000");
    static final Setting<MetricsPage.Access> METRICS_ACCESS =
            oneOf("metrics.access", MetricsPage.Access.values(), "loopback");
    static final Setting<Logs.Format> FORMAT = oneOf("logs.format", Logs.Format.values(), "text");
    static final Setting<Logs.Level> LEVEL = oneOf("logs.level", Logs.Level.values(), "info");

    /// In the order in which they are documented.
    public static final List<Setting<?>> ALL = List.of(
            DATA,
            STORE_KEY,
            BIND,
            HTTP,
            WEBRTC,
            SRT,
            RTMP,
            RTMPS,
            PUBLIC_URL,
            PUBLIC_HOSTS,
            CERTIFICATE,
            KEY,
            DIAL_OUT,
            TOKEN_LIFE,
            GRACE,
            UNWATCHED,
            INGEST,
            NAMED,
            DIALECT,
            SRT_PASSPHRASE,
            RTMP_GATHER,
            OUTPUTS_TRUST,
            OUTBOUND_ALLOW,
            TRANSCODED_PICTURES,
            STREAMS,
            VIEWERS,
            REQUESTS,
            CONNECTIONS,
            METRICS_ACCESS,
            FORMAT,
            LEVEL);

    /// Those whose values are never shown, wrong as they may be.
    static final Set<Setting<?>> SECRET = Set.of(STORE_KEY, SRT_PASSPHRASE);

    private Settings() {}

    private static Optional<Optional<Ingest>> ingest(String text) {
        return switch (text) {
            case "auto" -> Optional.of(Optional.empty());
            case "whip" -> Optional.of(Optional.of(Ingest.WHIP));
            case "srt" -> Optional.of(Optional.of(Ingest.SRT));
            case "rtmp" -> Optional.of(Optional.of(Ingest.RTMP));
            default -> Optional.empty();
        };
    }

    private static Optional<Optional<Duration>> patience(String text) {
        if (text.equals("off")) return Optional.of(Optional.empty());
        return duration(text, Duration.ofHours(24)).map(Optional::of);
    }

    private static Optional<Optional<Duration>> tokenLife(String text) {
        if (text.equals("off")) return Optional.of(Optional.empty());
        return duration(text, Duration.ofHours(87_600))
                .filter(life -> life.compareTo(Duration.ofMinutes(1)) >= 0)
                .map(Optional::of);
    }

    private static Setting<Path> path(String key, String allowed, String standard) {
        return new Setting<>(
                key, allowed, standard, text -> text.isBlank() ? Optional.empty() : Optional.of(Path.of(text)));
    }

    private static Setting<DoorSetting> door(String key, String standard) {
        return new Setting<>(key, "a port from 0 (any free one) to 65535, or off", standard, Settings::door);
    }

    private static Optional<DoorSetting> door(String text) {
        if (text.equals("off")) return Optional.of(new DoorSetting.Off());
        return number(text, 0, 65_535).map(DoorSetting.Open::new);
    }

    /// Of the length that libsrt takes.
    private static Optional<String> passphrase(String text) {
        return text.matches("[\\x20-\\x7E]{10,79}") ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Setting<Integer> count(String key, int most, String standard) {
        return new Setting<>(key, "a whole number from 1 to " + most, standard, text -> number(text, 1, most));
    }

    private static Optional<Integer> number(String text, int least, int most) {
        if (!text.matches("\\d{1,9}")) return Optional.empty();
        int number = Integer.parseInt(text);
        return number < least || number > most ? Optional.empty() : Optional.of(number);
    }

    private static Optional<Duration> duration(String text, Duration most) {
        var match = DURATION.matcher(text);
        if (!match.matches()) return Optional.empty();
        long count = Long.parseLong(match.group(1));
        var duration = switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
        return duration.compareTo(most) > 0 ? Optional.empty() : Optional.of(duration);
    }

    private static Optional<String> host(String text) {
        return HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private static Optional<List<String>> hosts(String text) {
        var hosts = Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
        return hosts.stream().allMatch(host -> host(host).isPresent()) ? Optional.of(hosts) : Optional.empty();
    }

    private static Optional<List<Network>> networks(String text) {
        var networks = new ArrayList<Network>();
        for (var part : (text.equals("any") ? ANYWHERE : text).split(",", -1)) {
            if (part.isBlank()) continue;
            var network = Network.parse(part.strip());
            if (network.isEmpty()) return Optional.empty();
            networks.add(network.get());
        }
        return Optional.of(List.copyOf(networks));
    }

    private static Optional<URI> url(String text) {
        try {
            var url = URI.create(text.replaceAll("/+$", ""));
            boolean fits = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null;
            return fits ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static <E extends Enum<E>> Setting<E> oneOf(String key, E[] values, String standard) {
        Function<E, String> name = value -> value.name().toLowerCase(Locale.ROOT);
        var allowed =
                "one of " + String.join(", ", Arrays.stream(values).map(name).toList());
        return new Setting<>(
                key,
                allowed,
                standard,
                text -> Arrays.stream(values)
                        .filter(value -> name.apply(value).equals(text))
                        .findFirst());
    }
}
