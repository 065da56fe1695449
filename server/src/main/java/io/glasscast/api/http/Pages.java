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

    /// Scripts and styles only from here and never inline; connections to anywhere, because a stream may be published
    /// to, or watched from, another house than the one the page came from.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
                    + "blob:; media-src 'self' blob: mediastream:; font-src 'self'; manifest-src 'self'; connect-src 'self' ws: wss: "
                    + "http: https:; base-uri 'none'; form-action 'none'; frame-ancestors ";

    private final Map<String, Optional<Page>> pages = new ConcurrentHashMap<>();

    public void mount(Router router) {
        page(router, "/", "index.html", "'none'");
        // Meant to be embedded by anyone who knows the playback id.
        page(router, "/watch/:playbackId", "watch.html", "*");
        page(router, "/glasses", "glasses.html", "'none'");
        page(router, "/openapi.yaml", "openapi.yaml", "'none'");
        router.getWithRegex("/assets/[^/]+").handler(this::asset);
        router.headWithRegex("/assets/[^/]+").handler(this::asset);
    }

    private void page(Router router, String path, String file, String framedBy) {
        router.get(path).handler(at -> serve(at, file, framedBy));
        router.head(path).handler(at -> serve(at, file, framedBy));
    }

    private void asset(RoutingContext at) {
        var name = at.request().path().substring("/assets/".length());
        if (ASSET.matcher(name).matches()) serve(at, "assets/" + name, "'none'");
        else Problem.NOT_FOUND.answer(at.response());
    }

    private void serve(RoutingContext at, String file, String framedBy) {
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
                .putHeader("Content-Security-Policy", POLICY + framedBy)
                .putHeader("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()");
        if (content.etag.equals(at.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader("Content-Type", content.type).end(content.body);
        }
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
