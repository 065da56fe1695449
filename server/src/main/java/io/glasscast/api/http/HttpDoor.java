package io.glasscast.api.http;

import io.glasscast.contract.Wire;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: HTTP/1.1 and HTTP/2, in clear (h2c) or with TLS, and WebSockets.
public final class HttpDoor {
    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    /// A URL here has a key or two; 4 kB is what other servers take.
    private static final int LINE_BYTES = 4 * 1024;

    /// Room for a bearer token and the headers that proxies add.
    private static final int HEADER_BYTES = 16 * 1024;

    /// Requests at once on one HTTP/2 connection: a page with its assets and a few sessions.
    private static final int STREAMS_PER_CONNECTION = 100;

    /// Two minutes of silence end a connection: control sockets ping every 10 s, so only dead ones are that quiet.
    private static final int IDLE_SECONDS = 120;

    /// A control message that was built in a loop gone wild is still told what is wrong; more is no message.
    public static final int MESSAGE_BYTES = 4 * Wire.FRAME_LIMIT;

    private final HttpServer server;

    private HttpDoor(HttpServer server) {
        this.server = server;
    }

    /// Opens the door, of a Vert.x that stands on `doorstep`.
    ///
    /// @param port   0 takes any free one
    /// @param tls    serves TLS only, with this certificate
    /// @param limits what one client may take
    /// @param mounts put their routes on the router, in order; the first route that answers wins
    public static Future<HttpDoor> open(
            Vertx vertx,
            Doorstep doorstep,
            String bind,
            int port,
            Optional<Tls> tls,
            Limits limits,
            Iterable<Consumer<Router>> mounts) {
        var options = new HttpServerOptions()
                .setHost(bind)
                .setPort(port)
                .setMaxInitialLineLength(LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setCompressionSupported(true)
                .setDecompressionSupported(false)
                .setHandle100ContinueAutomatically(true);
        limit(options);
        options.getInitialSettings()
                .setMaxConcurrentStreams(STREAMS_PER_CONNECTION)
                .setMaxHeaderListSize(HEADER_BYTES);
        tls.ifPresent(with -> {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(with.certificate().toString())
                            .setKeyPath(with.key().toString()))
                    .setEnabledSecureTransportProtocols(Set.copyOf(TlsSuites.VERSIONS));
            TlsSuites.NAMES.forEach(options::addEnabledCipherSuite);
            // BoringSSL costs a third of the JDK's engine, where there is one for this platform.
            if (OpenSsl.isAvailable()) options.setSslEngineOptions(new OpenSSLEngineOptions());
        });
        var watch = new ConnectionWatch(limits.connectionsPerAddress(), limits.refused());
        doorstep.watch(watch::connected);
        var router = router(vertx, mounts);
        return vertx.createHttpServer(options)
                .invalidRequestHandler(request -> malformed(request, watch, limits))
                .requestHandler(request -> {
                    if (!Framing.isClear(request)) malformed(request, watch, limits);
                    else if (watch.began(request)) router.handle(request);
                })
                .listen()
                .map(HttpDoor::new);
    }

    public int port() {
        return server.actualPort();
    }

    /// Stops accepting, and ends every connection.
    public Future<Void> close() {
        return server.close();
    }

    /// Limits that only the server can keep. A frame, or a message of several, that is longer than the contract allows
    /// is answered like any other that is not understood; one that is much longer cannot be waited for.
    public static HttpServerOptions limit(HttpServerOptions options) {
        return options.setMaxWebSocketFrameSize(MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MESSAGE_BYTES)
                // Messages are short, and a socket's dictionaries would take more memory than all the rest of it. Where
                // extensions are possible, reserved bits of frames pass without one, too (RFC 6455 §5.2).
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    /// Nothing that follows on this connection is looked at.
    private static void malformed(HttpServerRequest request, ConnectionWatch watch, Limits limits) {
        if (!watch.finish(request)) return;
        limits.refused().accept("malformed");
        CommonHeaders.everywhere(request.response());
        request.response()
                .putHeader("Connection", "close")
                .endHandler(_ -> request.connection().close());
        new Problem(400, "Malformed", "This is not a valid HTTP request.").answer(request.response());
    }

    private static Router router(Vertx vertx, Iterable<Consumer<Router>> mounts) {
        var router = Router.router(vertx);
        router.route().handler(CommonHeaders::add);
        for (var mount : mounts) mount.accept(router);
        router.errorHandler(404, at -> Problem.NOT_FOUND.answer(at.response()));
        router.errorHandler(405, at -> wrongMethod(router, at));
        router.errorHandler(
                400, at -> new Problem(400, "Malformed", "This request cannot be understood.").answer(at.response()));
        router.errorHandler(413, at -> new Problem(413, "Too large", "The body is too large.").answer(at.response()));
        router.errorHandler(500, at -> {
            // The rooms behind this door are closed already, and it soon will be.
            if (at.failure() instanceof RejectedExecutionException) {
                Problem.CLOSING.answer(at.response());
                return;
            }
            if (at.failure() != null)
                LOG.error("request failed: {} {}", at.request().method(), routeOf(at), at.failure());
            Problem.FAULT.answer(at.response());
        });
        return router;
    }

    /// Answers 405 with the methods that other routes of the same path have, and OPTIONS where no route did.
    private static void wrongMethod(Router router, RoutingContext at) {
        var allowed = new TreeSet<String>();
        allowed.add("OPTIONS");
        for (Route route : router.getRoutes()) {
            if (route.methods() != null && matches(route, at.request().path()))
                for (var method : route.methods()) allowed.add(method.name());
        }
        var names = String.join(", ", allowed);
        at.response().putHeader("Allow", names);
        if (at.request().method().equals(HttpMethod.OPTIONS))
            at.response().setStatusCode(204).end();
        else Problem.wrongMethod(names).answer(at.response());
    }

    private static boolean matches(Route route, String path) {
        var pattern = pattern(route);
        // Vert.x calls a path with parameters a regular expression too, but still tells the path as it was given.
        if (route.isExactPath() || pattern.contains(":")) return matchesParts(pattern, path);
        return route.isRegexPath() && path.matches(pattern);
    }

    private static boolean matchesParts(String pattern, String path) {
        var wanted = pattern.split("/", -1);
        var parts = path.split("/", -1);
        if (wanted.length != parts.length) return false;
        for (int i = 0; i < wanted.length; i++)
            if (!wanted[i].startsWith(":") && !wanted[i].equals(parts[i])) return false;
        return true;
    }

    private static String routeOf(RoutingContext at) {
        var route = at.currentRoute();
        return route == null ? "(no route)" : pattern(route);
    }

    /// `/whip/:key` rather than the request's path, which may hold a secret. Routes with parameters have no path, only
    /// a name.
    private static String pattern(Route route) {
        var path = route.getPath() == null ? route.getName() : route.getPath();
        return path == null ? "" : path;
    }

    /// @param connectionsPerAddress at once
    /// @param refused               counts connections and requests that were turned away, by a constant cause
    public record Limits(int connectionsPerAddress, Consumer<String> refused) {}

    /// A PEM certificate chain and its PEM key.
    public record Tls(Path certificate, Path key) {}
}
