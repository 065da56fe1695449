package io.glasscast.control;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// An address that a stream may go to, taken apart as far as that matters. Stricter than a URI about who and where,
/// and laxer about everything behind: that is the other end's business, and platforms put characters there that no
/// URI may have.
///
/// @param scheme in small letters
/// @param user   with its password, if there is one
/// @param host   a name, or an IP address, in its brackets if that has some
/// @param rest   path, query and fragment, as they stand
record StreamAddress(String scheme, Optional<String> user, String host, OptionalInt port, String rest) {
    /// The longest key of a platform has some 300 characters; and as much as any HTTP server takes.
    static final int URL_LIMIT = 2048;

    private static final String REST_BEGINS = "/?#";

    /// Names of machines in private networks have underscores.
    private static final Pattern SHAPE = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://((?<user>[^/?#]*)@)?"
                    + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>\\d{1,5}))?(?<rest>[/?#].*)?",
            Pattern.DOTALL);

    /// Empty when `url` is no such address, or is longer than any.
    static Optional<StreamAddress> parse(String url) {
        if (url.length() > URL_LIMIT || url.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) return Optional.empty();
        var match = SHAPE.matcher(url);
        if (!match.matches()) return Optional.empty();
        var port = match.group("port") == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(match.group("port")));
        if (port.isPresent() && (port.getAsInt() == 0 || port.getAsInt() > 65_535)) return Optional.empty();
        return Optional.of(new StreamAddress(
                scheme(url),
                Optional.ofNullable(match.group("user")),
                match.group("host"),
                port,
                Optional.ofNullable(match.group("rest")).orElse("")));
    }

    /// What stands before `://`, in small letters; empty when there is no such thing.
    static String scheme(String url) {
        return url.substring(0, Math.max(0, url.indexOf("://"))).toLowerCase(Locale.ROOT);
    }

    /// Two addresses that lead to the same place have the same: scheme and host are read in both cases of letters.
    static String canonical(String url) {
        int rest = url.indexOf("://") < 0 ? url.length() : url.indexOf("://") + 3;
        while (rest < url.length() && REST_BEGINS.indexOf(url.charAt(rest)) < 0) rest++;
        return url.substring(0, rest).toLowerCase(Locale.ROOT) + url.substring(rest);
    }

    /// Who is there, and nothing that may be a key.
    String place() {
        return scheme + "://" + host + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
}
