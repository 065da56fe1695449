package io.glasscast.protocol.srt;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.Parsed;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A destination as people write it: `srt://host:port?streamid=…&passphrase=…&pbkeylen=16&latency=120`.
///
/// Latency is in milliseconds, as in libsrt's own tools, GStreamer and OBS's newer versions; FFmpeg alone
/// counts it in microseconds. What is not listed here is passed over.
///
/// @param host without the brackets of an IPv6 address
public record SrtUrl(String host, int port, String streamId, Optional<SrtSecret> secret, Duration latency) {
    /// draft-sharabayko-srt-01 §4.4 and everybody's default.
    public static final Duration DEFAULT_LATENCY = Duration.ofMillis(120);

    private static final String SCHEME = "srt://";
    /// Room for a host, a stream id of the longest kind with every byte encoded, and a passphrase.
    private static final int MAX_LENGTH = 2_500;

    /// Reads a URL that a person has typed.
    ///
    /// @return malformed, for a constant reason that [#sentence] says in words
    public static Parsed<SrtUrl> parse(String text) {
        if (text.length() > MAX_LENGTH) return malformed("srt-url-long");
        if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return malformed("srt-url-scheme");
        var rest = text.substring(SCHEME.length());
        // Not java.net.URI: the recommended stream ids begin with `#!::`, which is often pasted without encoding.
        int question = rest.indexOf('?');
        var place = question < 0 ? rest : rest.substring(0, question);
        var query = query(question < 0 ? "" : rest.substring(question + 1));
        int slash = place.indexOf('/');
        var authority = slash < 0 ? place : place.substring(0, slash);
        var path = slash < 0 ? "" : place.substring(slash + 1);
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || colon < authority.lastIndexOf(']')) return malformed("srt-url-port");
        var port = number(authority.substring(colon + 1), 1, 65_535);
        if (port.isEmpty()) return malformed("srt-url-port");
        var host = authority.substring(authority.lastIndexOf('@', colon) + 1, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        if (host.isBlank()) return malformed("srt-url-host");
        if (!query.getOrDefault("mode", "caller").equals("caller")) return malformed("srt-url-mode");
        var streamId = query.getOrDefault("streamid", path);
        if (streamId.getBytes(StandardCharsets.UTF_8).length > StreamId.MAX_LENGTH)
            return malformed("srt-stream-id-long");
        var latency = number(query.getOrDefault("latency", "120"), 0, (int) SrtConnection.MAX_LATENCY.toMillis());
        if (latency.isEmpty()) return malformed("srt-url-latency");
        var name = host;
        return secret(query)
                .then(secret ->
                        Parsed.ok(new SrtUrl(name, port.get(), streamId, secret, Duration.ofMillis(latency.get()))));
    }

    /// Why a URL was refused, for the person who typed it.
    public static String sentence(String why) {
        return switch (why) {
            case "srt-url-long" -> "The SRT URL is too long.";
            case "srt-url-scheme" -> "An SRT URL begins with srt://.";
            case "srt-url-port" -> "The SRT URL needs a port between 1 and 65535, as in srt://host:9000.";
            case "srt-url-host" -> "The SRT URL names no host.";
            case "srt-url-mode" ->
                "The SRT URL must not ask for another mode than caller: we call, the other end listens.";
            case "srt-url-latency" ->
                "The latency of an SRT URL is in milliseconds, 0 to " + SrtConnection.MAX_LATENCY.toMillis() + ".";
            case "srt-url-passphrase" ->
                "An SRT passphrase has " + SrtSecret.MIN_PASSPHRASE + " to " + SrtSecret.MAX_PASSPHRASE
                        + " characters.";
            case "srt-url-key-length" -> "The pbkeylen of an SRT URL is 16, 24 or 32.";
            case "srt-stream-id-long" -> "An SRT stream id has at most " + StreamId.MAX_LENGTH + " bytes.";
            default -> "The SRT URL cannot be read.";
        };
    }

    /// What calls this destination.
    public SrtCaller caller() {
        return new SrtCaller(streamId, latency, secret);
    }

    /// Without secrets, so that it may be logged and shown.
    @Override
    public String toString() {
        return SCHEME + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    private static Parsed<Optional<SrtSecret>> secret(Map<String, String> query) {
        // libsrt takes 0 for "as the other side says", which is the shortest for whoever calls.
        var keyLength = number(query.getOrDefault("pbkeylen", "0"), 0, 32).map(n -> n == 0 ? 16 : n);
        if (keyLength.isEmpty() || !SrtSecret.isKeyLength(keyLength.get())) return malformed("srt-url-key-length");
        var passphrase = query.getOrDefault("passphrase", "");
        if (passphrase.isEmpty()) return Parsed.ok(Optional.empty());
        int length = passphrase.getBytes(StandardCharsets.UTF_8).length;
        if (length < SrtSecret.MIN_PASSPHRASE || length > SrtSecret.MAX_PASSPHRASE)
            return malformed("srt-url-passphrase");
        return Parsed.ok(Optional.of(new SrtSecret(passphrase, keyLength.get())));
    }

    /// The first of two equal names counts.
    private static Map<String, String> query(String text) {
        var pairs = new HashMap<String, String>();
        for (var pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) pairs.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static Optional<Integer> number(String text, int min, int max) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9'))
            return Optional.empty();
        int value = Integer.parseInt(text);
        return value < min || value > max ? Optional.empty() : Optional.of(value);
    }
}
