package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.Parsed;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Where to publish: `rtmp[s]://[user[:password]@]host[:port]/app[/instance]/key[?query]`.
///
/// @param host without brackets
/// @param userInfo as in the URL
/// @param app  without slashes around it
/// @param key  with its query, which belongs to it: secret
public record RtmpUrl(boolean tls, String host, int port, Optional<String> userInfo, String app, String key) {
    public static final int RTMP_PORT = 1935;
    public static final int RTMPS_PORT = 443;

    /// No platform's is longer than some hundred characters.
    private static final int MAX_LENGTH = 2_048;

    /// @return malformed when it is no such URL, or has no app or no key
    public static Parsed<RtmpUrl> parse(String text) {
        if (text.length() > MAX_LENGTH) return Parsed.malformed("rtmp-url-long");
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException _) {
            return Parsed.malformed("rtmp-url-syntax");
        }
        var scheme = uri.getScheme();
        if (scheme == null) return Parsed.malformed("rtmp-url-scheme");
        boolean tls;
        switch (scheme.toLowerCase(Locale.ROOT)) {
            case "rtmp" -> tls = false;
            case "rtmps" -> tls = true;
            default -> {
                return Parsed.malformed("rtmp-url-scheme");
            }
        }
        var host = uri.getHost();
        if (host == null || host.isEmpty()) return Parsed.malformed("rtmp-url-host");
        if (host.startsWith("[")) host = host.substring(1, host.length() - 1);
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? RTMPS_PORT : RTMP_PORT;
        if (port < 1 || port > 65_535) return Parsed.malformed("rtmp-url-port");
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var split = Split.of(path.startsWith("/") ? path.substring(1) : path, query);
        if (split.app.isEmpty()) return Parsed.malformed("rtmp-url-app");
        if (split.key.isEmpty()) return Parsed.malformed("rtmp-url-key");
        return Parsed.ok(new RtmpUrl(tls, host, port, Optional.ofNullable(uri.getRawUserInfo()), split.app, split.key));
    }

    /// The key is what follows the last slash. A slash in a query counts only where the path has none:
    /// `app?token=1/key` is an app with parameters.
    private record Split(String app, String key) {
        static Split of(String path, String query) {
            int slash = path.lastIndexOf('/');
            if (slash >= 0)
                return new Split(trimmed(path.substring(0, slash)), keyOf(path.substring(slash + 1), query));
            int inQuery = query.lastIndexOf('/');
            if (inQuery < 0) return new Split(path, "");
            return new Split(path + query.substring(0, inQuery), query.substring(inQuery + 1));
        }

        /// A query without a key is no key.
        private static String keyOf(String key, String query) {
            return key.isEmpty() ? "" : key + query;
        }

        private static String trimmed(String app) {
            int end = app.length();
            while (end > 0 && app.charAt(end - 1) == '/') end--;
            return app.substring(0, end);
        }
    }

    /// What a client tells the server it connected to: everything but user and key.
    public String tcUrl() {
        int usual = tls ? RTMPS_PORT : RTMP_PORT;
        var name = host.contains(":") ? "[" + host + "]" : host;
        return (tls ? "rtmps://" : "rtmp://") + name + (port == usual ? "" : ":" + port) + "/" + app;
    }

    /// Without secrets, so that it may be shown: `rtmps://host/app/***`. An app's parameters are secret, too.
    @Override
    public String toString() {
        var url = tcUrl();
        int query = url.indexOf('?');
        return (query < 0 ? url : url.substring(0, query)) + "/***";
    }
}
