package io.glasscast.gates;

import io.glasscast.kernel.Parsed;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// A WHIP endpoint as people write it: `https://token@host/path`.
///
/// RFC 9725 §4.5 wants a bearer token and leaves open how it is given beside the address. User information has
/// place for one; a user and a password, `user:password@`, are sent as Basic authentication, which several
/// servers take.
///
/// @param endpoint      without user and fragment
/// @param authorization the header's value: a secret
record WhipUrl(URI endpoint, Optional<String> authorization) {
    /// @return malformed: `whip-url` when it is no URI, `whip-url-host` without a host, `whip-url-user` with a
    ///     token that no header can carry
    static Parsed<WhipUrl> parse(String url) {
        try {
            var uri = new URI(url);
            if (uri.getScheme() == null) return Parsed.malformed("whip-url");
            if (uri.getHost() == null) return Parsed.malformed("whip-url-host");
            var user = Optional.ofNullable(uri.getRawUserInfo()).filter(text -> !text.isEmpty());
            if (user.filter(text -> !carriable(decoded(text))).isPresent()) return Parsed.malformed("whip-url-user");
            var text = uri.getScheme().toLowerCase(Locale.ROOT) + "://" + place(uri)
                    + Optional.ofNullable(uri.getRawPath())
                            .filter(path -> !path.isEmpty())
                            .orElse("/")
                    + Optional.ofNullable(uri.getRawQuery())
                            .map(query -> "?" + query)
                            .orElse("");
            return Parsed.ok(new WhipUrl(new URI(text), user.map(WhipUrl::header)));
        } catch (URISyntaxException | IllegalArgumentException _) {
            return Parsed.malformed("whip-url");
        }
    }

    /// Why an address is malformed, in words.
    static String sentence(String why) {
        return switch (why) {
            case "whip-url-host" -> "The WHIP address names no host.";
            case "whip-url-user" -> "The token in the WHIP address has characters that no token may have.";
            default -> "This is no address such as https://host/whip/key.";
        };
    }

    /// Host, and port where one is written.
    static String place(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /// The port, written or not.
    static int port(URI uri) {
        if (uri.getPort() >= 0) return uri.getPort();
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "WhipUrl[" + place(endpoint) + "]";
    }

    private static String header(String user) {
        var text = decoded(user);
        return user.contains(":")
                ? "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                : "Bearer " + text;
    }

    /// A plus sign is one here, other than in a query.
    private static String decoded(String user) {
        return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean carriable(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
