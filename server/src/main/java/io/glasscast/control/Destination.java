package io.glasscast.control;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules for addresses that a stream may go on to.
final class Destination {
    private static final Set<String> SCHEMES = Set.of("rtmp", "rtmps", "srt");

    /// The longest key of a platform has some 300 characters.
    private static final int URL_LIMIT = 2048;

    /// What stands before the path: who, where. Everything behind is the destination's own business, and platforms
    /// put characters there that no URI may have.
    private static final String PATH_BEGINS = "/?#";

    /// User, host and port. Names of machines in private networks have underscores.
    private static final Pattern PLACE =
            Pattern.compile("(.*@)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>\\d{1,5}))?");

    private Destination() {}

    /// Why no stream can go to `url`; empty when one can.
    static Optional<OutputRefusal> objection(String url) {
        int colon = url.indexOf("://");
        if (colon < 0 || !SCHEMES.contains(scheme(url))) return Optional.of(OutputRefusal.INVALID_URL);
        if (url.length() > URL_LIMIT || url.chars().anyMatch(c -> c <= ' ' || c == 0x7F))
            return Optional.of(OutputRefusal.INVALID_URL_FORMAT);
        int path = pathOf(url);
        var place = PLACE.matcher(url.substring(url.indexOf("://") + 3, path));
        if (!place.matches()) return Optional.of(OutputRefusal.INVALID_URL_FORMAT);
        int port = place.group("port") == null ? -1 : Integer.parseInt(place.group("port"));
        boolean portFits = port != 0 && port <= 65_535;
        // SRT has no usual port, and RTMP needs an app and a key.
        boolean whole = scheme(url).equals("srt")
                ? port > 0
                : url.indexOf('/', Math.min(path + 2, url.length())) > 0 && !url.endsWith("/");
        return portFits && whole ? Optional.empty() : Optional.of(OutputRefusal.INVALID_URL_FORMAT);
    }

    /// Whether two addresses lead to the same place: scheme and host are the same in both cases of letters.
    static boolean same(String one, String other) {
        return canonical(one).equals(canonical(other));
    }

    private static String canonical(String url) {
        int path = pathOf(url);
        return url.substring(0, path).toLowerCase(Locale.ROOT) + url.substring(path);
    }

    private static String scheme(String url) {
        return url.substring(0, Math.max(0, url.indexOf("://"))).toLowerCase(Locale.ROOT);
    }

    private static int pathOf(String url) {
        int colon = url.indexOf("://");
        for (int i = colon < 0 ? url.length() : colon + 3; i < url.length(); i++)
            if (PATH_BEGINS.indexOf(url.charAt(i)) >= 0) return i;
        return url.length();
    }
}
