package io.glasscast.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/// Addresses of destinations as people may see them: who they lead to, without what lets one in.
///
/// Keys are in many places: the last part of an RTMP path, a query, a user's password, the stream identifier or the
/// passphrase of SRT. So everything is masked but what is known to be harmless: scheme, host, port, the first part of
/// a path that has more, and a few names. Strangers wrote these addresses; nothing is required of them.
public final class MaskedUrl {
    private static final String MASK = "***";

    /// A key of so many characters and more shows its last [#TAIL_LENGTH], so that a person can tell two apart: what
    /// is left to guess is beyond guessing.
    private static final int LONG_KEY = 16;

    private static final int TAIL_LENGTH = 4;

    /// Longer ones lead nowhere, and fill logs.
    private static final int SHOWN_LIMIT = 200;

    /// Shorter pieces are words rather than keys; taking them out of sentences would only garble these.
    private static final int SHORTEST_SECRET = 4;

    /// Controls of both sets, and Unicode's own ends of lines and paragraphs: what is shown is one line.
    private static final Pattern LINE_BREAKERS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    /// What SRT addresses say openly in their query.
    private static final Set<String> HARMLESS =
            Set.of("mode", "latency", "rcvlatency", "peerlatency", "pbkeylen", "transtype", "maxbw", "tlpktdrop");

    private MaskedUrl() {}

    /// The address without its secrets.
    public static String of(String url) {
        var parts = Parts.of(url);
        var text = new StringBuilder(parts.scheme);
        if (!parts.user.isEmpty()) text.append(MASK).append('@');
        text.append(parts.authority);
        if (!parts.path.isEmpty()) text.append(path(parts.path));
        if (!parts.query.isEmpty()) text.append('?').append(query(parts.query));
        if (!parts.fragment.isEmpty()) text.append('#').append(MASK);
        // Where a long one stands a second time, it is no more harmless.
        return shown(
                parts.user.length() < LONG_KEY
                        ? text.toString()
                        : text.toString().replace(parts.user, MASK));
    }

    /// Host and port, for a sentence.
    public static String place(String url) {
        var place = Parts.of(url).authority;
        return place.isEmpty() ? "the destination" : shown(place);
    }

    /// `words` without the secrets of `url`, in case whoever wrote them repeated any.
    public static String scrub(String words, String url) {
        var clean = words;
        for (var secret : secrets(Parts.of(url))) clean = clean.replace(secret, MASK);
        return shown(clean, 2 * SHOWN_LIMIT);
    }

    /// The longest first, since they may contain the others.
    private static List<String> secrets(Parts parts) {
        var secrets = new ArrayList<String>();
        secrets.add(parts.user);
        secrets.addAll(List.of(parts.user.split(":", -1)));
        int second = parts.path.indexOf('/', 1);
        secrets.add(parts.path.substring(Math.min(1, parts.path.length())));
        var behind = second < 0 ? "" : parts.path.substring(second + 1);
        secrets.add(behind);
        secrets.addAll(List.of(behind.split("/", -1)));
        if (second < 0) secrets.add(parts.path.replace("/", ""));
        secrets.add(parts.query);
        for (var pair : parts.query.split("&", -1)) {
            if (HARMLESS.contains(name(pair))) continue;
            var secret = pair.substring(shownName(pair).length());
            secrets.add(secret);
            secrets.add(secret.replaceFirst("=+$", ""));
        }
        secrets.add(parts.fragment);
        secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        return secrets;
    }

    /// The first part of several is the application, or the room; a single one may be the key itself.
    private static String path(String path) {
        if (path.equals("/")) return path;
        int second = path.indexOf('/', 1);
        if (second < 0) return "/" + masked(path.substring(1));
        var rest = path.substring(second + 1);
        return path.substring(0, second + 1) + (rest.isEmpty() ? "" : masked(rest));
    }

    private static String query(String query) {
        var text = new StringJoiner("&");
        for (var pair : query.split("&", -1)) {
            if (HARMLESS.contains(name(pair))) text.add(pair);
            else text.add(shownName(pair) + MASK);
        }
        return text.toString();
    }

    /// With its equals sign; empty where what looks like a name may be a key, such as one in base64 that ends with
    /// equals signs.
    private static String shownName(String pair) {
        var name = pair.substring(0, pair.indexOf('=') + 1);
        boolean padded = pair.startsWith("=", name.length());
        return padded || name.length() > LONG_KEY ? "" : name;
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : pair.substring(0, equals).toLowerCase(Locale.ROOT);
    }

    private static String masked(String key) {
        return key.length() < LONG_KEY ? MASK : MASK + key.substring(key.length() - TAIL_LENGTH);
    }

    private static String shown(String text) {
        return shown(text, SHOWN_LIMIT);
    }

    private static String shown(String text, int limit) {
        var line = LINE_BREAKERS.matcher(text).replaceAll(" ");
        return line.length() <= limit ? line : line.substring(0, limit) + "…";
    }

    /// `scheme://user@authority/path?query#fragment`, each as it stands; without a scheme everything is path.
    private record Parts(String scheme, String user, String authority, String path, String query, String fragment) {
        static Parts of(String url) {
            int colon = url.indexOf("://");
            if (colon < 0) return new Parts("", "", "", "/" + url, "", "");
            var rest = url.substring(colon + 3);
            int hash = rest.indexOf('#');
            var fragment = hash < 0 ? "" : rest.substring(hash + 1);
            if (hash >= 0) rest = rest.substring(0, hash);
            int mark = rest.indexOf('?');
            var query = mark < 0 ? "" : rest.substring(mark + 1);
            if (mark >= 0) rest = rest.substring(0, mark);
            int slash = rest.indexOf('/');
            var path = slash < 0 ? "" : rest.substring(slash);
            if (slash >= 0) rest = rest.substring(0, slash);
            int at = rest.lastIndexOf('@');
            return new Parts(
                    url.substring(0, colon + 3),
                    at < 0 ? "" : rest.substring(0, at),
                    rest.substring(at + 1),
                    path,
                    query,
                    fragment);
        }
    }
}
