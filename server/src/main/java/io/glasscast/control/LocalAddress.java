package io.glasscast.control;

import java.util.Optional;
import java.util.Set;

/// The rules for addresses that glasses may stream to by themselves. The scheme tells them how: `http(s)` is WHIP.
/// What is private is welcome here: it is the wearer's own network that the glasses are in.
final class LocalAddress {
    /// In small letters, as the glasses compare them.
    private static final Set<String> SCHEMES = Set.of("rtmp", "rtmps", "srt", "https", "http");
    /// Those whose protocol has a place for a user before the host.
    private static final Set<String> WITH_USER = Set.of("rtmp", "rtmps");

    private LocalAddress() {}

    /// Why glasses cannot stream to `url`, in words that show nothing of it; empty when they can.
    static Optional<String> objection(String url) {
        return flaw(url).map(words -> "Invalid stream URL: " + words);
    }

    private static Optional<String> flaw(String url) {
        if (url.isEmpty()) return Optional.of("streamUrl is required");
        int colon = url.indexOf("://");
        if (colon < 0 || !SCHEMES.contains(url.substring(0, colon)))
            return Optional.of("must start with rtmp://, rtmps://, srt://, https://, or http://");
        if (url.length() > StreamAddress.URL_LIMIT)
            return Optional.of(
                    "must have at most " + StreamAddress.URL_LIMIT + " characters (got " + url.length() + ")");
        var address = StreamAddress.parse(url);
        if (address.isEmpty())
            return Optional.of("must name a host, and a port from 1 to 65535 if any, without spaces");
        var scheme = address.get().scheme();
        if (scheme.equals("srt") && address.get().port().isEmpty()) return Optional.of("srt:// needs a port");
        var user = address.get().user();
        if (user.isEmpty()) return Optional.empty();
        if (!WITH_USER.contains(scheme))
            return Optional.of(scheme + ":// has no place for a user or a password before the host");
        return user.get().isEmpty() || user.get().contains("@")
                ? Optional.of("must have one user before the host, if any")
                : Optional.empty();
    }
}
