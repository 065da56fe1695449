package io.glasscast.api.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The pages of folder `web/` on the class path, kept in memory from their first use.
public final class Pages {
    private static final Pattern ASSET = Pattern.compile("[a-z0-9][a-z0-9_-]*(\\.[a-z0-9_-]+)+");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "yaml", "application/yaml",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "webmanifest", "application/manifest+json",
            "woff2", "font/woff2");

    /// Everything from here and nothing inline, but for what a player feeds its video element with.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'none'; ";

    private static final String HOME = "connect-src 'self'; ";

    /// Glasses publish where the server says, which may be another house than the one the page came from.
    private static final String ABROAD = "connect-src 'self' ws: wss: http: https:; ";

    private static final String FRAMED_BY_NOBODY = "frame-ancestors 'none'";
    private static final String FRAMED_BY_ANYBODY = "frame-ancestors *";

    /// Without the controls that a page around it might trick people into pressing.
    private static final String EMBED = "embed";

    private static final String NO_DEVICES = "camera=(), microphone=(), geolocation=()";
    private static final String OWN_DEVICES = "camera=(self), microphone=(self), geolocation=()";

    /// @param file        in folder `web/`
    /// @param connections where it may connect to
    /// @param devices     what of the device it may use
    /// @param embeds      whether it has a form for other people's pages
    private record Kind(String file, String connections, String devices, boolean embeds) {
        static Kind plain(String file) {
            return new Kind(file, HOME, NO_DEVICES, false);
        }
    }

    private final Map<String, Optional<Page>> pages = new ConcurrentHashMap<>();

    public void mount(Router router) {
        page(router, "/", Kind.plain("index.html"));
        page(router, "/watch/:playbackId", new Kind("watch.html", HOME, NO_DEVICES, true));
        page(router, "/glasses", new Kind("glasses.html", ABROAD, OWN_DEVICES, false));
        page(router, "/openapi.yaml", Kind.plain("openapi.yaml"));
        router.getWithRegex("/assets/[^/]+").handler(this::asset);
        router.headWithRegex("/assets/[^/]+").handler(this::asset);
    }

    private void page(Router router, String path, Kind kind) {
        router.get(path).handler(at -> serve(at, kind));
        router.head(path).handler(at -> serve(at, kind));
    }

    private void asset(RoutingContext at) {
        var name = at.request().path().substring("/assets/".length());
        if (ASSET.matcher(name).matches()) serve(at, Kind.plain("assets/" + name));
        else Problem.NOT_FOUND.answer(at.response());
    }

    private void serve(RoutingContext at, Kind kind) {
        var file = kind.file();
        // Only files that exist are remembered, so that made-up names cost no memory.
        var known = pages.get(file);
        var page = known == null ? load(file) : known;
        if (page.isEmpty()) {
            Problem.NOT_FOUND.answer(at.response());
            return;
        }
        pages.putIfAbsent(file, page);
        var content = page.get();
        var response = at.response()
                .putHeader("ETag", content.etag)
                // Pages and scripts change together with the server, so a browser asks each time whether they have.
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", POLICY + kind.connections() + framedBy(at, kind))
                .putHeader("Permissions-Policy", kind.devices());
        if (content.etag.equals(at.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader("Content-Type", content.type).end(content.body);
        }
    }

    private static String framedBy(RoutingContext at, Kind kind) {
        return kind.embeds() && at.request().params().contains(EMBED) ? FRAMED_BY_ANYBODY : FRAMED_BY_NOBODY;
    }

    private static Optional<Page> load(String file) {
        try (var in = Pages.class.getResourceAsStream("/web/" + file)) {
            if (in == null) return Optional.empty();
            var bytes = in.readAllBytes();
            var type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
            // Weak, because the same page may go out compressed.
            var etag = "W/\"" + HexFormat.of().formatHex(sha256(bytes), 0, 8) + '"';
            return Optional.of(new Page(type, etag, Buffer.buffer(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private record Page(String type, String etag, Buffer body) {}
}
