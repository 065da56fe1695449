package io.glasscast.sdk;

import io.glasscast.contract.Webhook;
import io.glasscast.sdk.SessionEnd.Cause;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An app for smart glasses.
 *
 * <pre>{@code
 * var app = MiniApp.builder("org.example.watch", apiKey)
 *         .onSession(session -> {
 *             session.camera().onLivestreamStatus(System.out::println);
 *             var urls = session.camera().startLivestream().join();
 *             System.out.println(urls.previewUrl());
 *         })
 *         .build();
 * app.connect(URI.create("ws://localhost:8080"), "wearer@example.org");
 * }</pre>
 *
 * <p>Sessions come in two ways: the cloud asks for one by webhook ({@link #listen}), or the app dials out
 * ({@link #connect}), for which it needs no public address. Threads of an app that only dials out do not keep the
 * program alive.
 */
public final class MiniApp implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MiniApp.class.getName());
    private static final String APP_PATH = "/app-ws";

    /** Sessions at a time; the webhook is open to strangers. */
    private static final int MAX_SESSIONS = 10_000;

    /**
     * Lost connections of a session that the cloud asked for are tried for about a minute: the cloud, if it still wants
     * the app, asks again.
     */
    private static final int WEBHOOK_ATTEMPTS = 6;

    /** Nobody asks again for a session that the app made itself. */
    private static final int DIAL_OUT_ATTEMPTS = Integer.MAX_VALUE;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final String packageName;
    private final String apiKey;
    private final Consumer<Session> onSession;
    private final BiConsumer<Session, SessionEnd> onStop;
    private final @Nullable URI cloud;
    private final Timers timers;
    private final ExecutorService pool;
    private final Session.Surroundings surroundings;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private @Nullable WebhookServer server;
    private boolean closed;

    private MiniApp(Builder builder) {
        packageName = builder.packageName;
        apiKey = builder.apiKey;
        onSession = builder.onSession;
        onStop = builder.onStop;
        cloud = builder.cloud;
        timers = builder.timers;
        pool = Executors.newCachedThreadPool(task -> Threads.daemon(task, "glasscast-" + packageName));
        surroundings = new Session.Surroundings(
                HttpClient.newBuilder().executor(pool).build(), timers, pool, builder.startLimit, new Desk());
    }

    /**
     * An app in the making.
     *
     * @param packageName as the cloud knows it, such as {@code org.example.watch}
     * @param apiKey      as the cloud gave it: a secret
     * @return settings to change before {@link Builder#build}
     */
    public static Builder builder(String packageName, String apiKey) {
        return new Builder(packageName, apiKey);
    }

    /** {@return the app's name} */
    public String packageName() {
        return packageName;
    }

    /** {@return sessions the cloud has been asked for and that are not over} */
    public List<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    /**
     * Makes a session by dialling the cloud. From the first success on, lost connections are made again.
     *
     * <p>A session that this app has for the wearer is replaced; streams go on.
     *
     * @param server    {@code ws://}, {@code wss://}, {@code http://} or {@code https://} address of the cloud; its path
     *                  may be left out
     * @param userEmail the wearer, whom the cloud must know
     * @return the session, when the cloud has accepted it; fails with {@link ConnectionException}
     */
    public CompletableFuture<Session> connect(URI server, String userEmail) {
        var address = appSocket(server);
        return open(userEmail + "-" + packageName, userEmail, address, DIAL_OUT_ATTEMPTS);
    }

    /**
     * Starts an HTTP server on all addresses of this machine for the cloud's {@code POST /webhook}; answers
     * {@code GET /health} too.
     *
     * <p>The webhook is told where to dial, and the API key goes there. Name the cloud
     * ({@link Builder#cloud}) unless nobody else can reach the port.
     *
     * @param port 0 for any free one
     * @return the port
     * @throws IOException           when the port cannot be had
     * @throws IllegalStateException when it listens already, or is closed
     */
    public synchronized int listen(int port) throws IOException {
        if (closed || server != null) throw new IllegalStateException(closed ? "closed" : "listens already");
        server = WebhookServer.start(port, pool, new FromWebhook());
        return server.port();
    }

    /** Ends every session and its streams, and stops listening. Waits up to 2 s for that; in a handler, for nothing. */
    @Override
    public void close() {
        WebhookServer listening;
        synchronized (this) {
            closed = true;
            listening = server;
            server = null;
        }
        if (listening != null) listening.close();
        var open = sessions();
        open.forEach(Session::leave);
        long until = System.nanoTime() + CLOSE_LIMIT.toNanos();
        for (var session : open) session.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        timers.close();
        pool.shutdown();
    }

    /** The socket for apps at this address. */
    static URI appSocket(URI server) {
        var scheme = String.valueOf(server.getScheme());
        var socketScheme = switch (scheme) {
            case "ws", "http" -> "ws";
            case "wss", "https" -> "wss";
            default ->
                throw new IllegalArgumentException("not a ws://, wss://, http:// or https:// address: " + server);
        };
        if (server.getHost() == null) throw new IllegalArgumentException("an address without a host: " + server);
        var path = server.getRawPath();
        var hasPath = path != null && path.length() > 1;
        return URI.create(socketScheme + "://" + server.getRawAuthority() + (hasPath ? path : APP_PATH));
    }

    private CompletableFuture<Session> open(String sessionId, String userId, URI address, int attempts) {
        var terms = new Link.Terms(address, sessionId, packageName, apiKey, attempts);
        var session = new Session(userId, terms, surroundings);
        Session before;
        synchronized (this) {
            if (closed) return refused(Cause.CLOSED_BY_APP, "the app is closed");
            if (sessions.size() >= MAX_SESSIONS && !sessions.containsKey(sessionId))
                return refused(Cause.REFUSED, "too many sessions");
            before = sessions.put(sessionId, session);
        }
        var free = before == null ? CompletableFuture.completedFuture(true) : before.makeWay();
        var unused = free.thenRun(session::dial);
        return session.established();
    }

    private static CompletableFuture<Session> refused(Cause cause, String reason) {
        return CompletableFuture.failedFuture(new ConnectionException(new SessionEnd(cause, reason)));
    }

    /** What happens to sessions. */
    private final class Desk implements Session.Owner {
        @Override
        public void accepted(Session session) {
            pool.execute(() -> Strand.guarded(() -> onSession.accept(session)));
        }

        @Override
        public void ended(Session session, SessionEnd end) {
            onStop.accept(session, end);
        }

        @Override
        public void gone(Session session) {
            sessions.remove(session.sessionId(), session);
        }
    }

    /** What the cloud posts. */
    private final class FromWebhook implements WebhookServer.Receiver {
        @Override
        public String packageName() {
            return packageName;
        }

        @Override
        public int activeSessions() {
            return sessions.size();
        }

        @Override
        public CompletableFuture<Session> asked(Webhook.SessionRequest request) {
            URI address;
            try {
                address = appSocket(URI.create(request.websocketUrl()));
            } catch (IllegalArgumentException e) {
                return refused(Cause.REFUSED, "no WebSocket address");
            }
            if (cloud != null && !sameDoor(appSocket(cloud), address)) {
                LOG.log(Level.WARNING, "refused a session request that names {0} as the cloud", address.getAuthority());
                return refused(Cause.REFUSED, "not this app's cloud");
            }
            return open(request.sessionId(), request.userId(), address, WEBHOOK_ATTEMPTS);
        }

        @Override
        public void stopped(Webhook.StopRequest request) {
            var session = sessions.get(request.sessionId());
            if (session != null) session.stoppedByCloud(request.reason());
        }

        private static boolean sameDoor(URI one, URI other) {
            return one.getScheme().equals(other.getScheme())
                    && one.getAuthority().equalsIgnoreCase(other.getAuthority());
        }
    }

    /** Settings of an app. */
    public static final class Builder {
        private static final Duration START_LIMIT = Duration.ofSeconds(30);

        private final String packageName;
        private final String apiKey;
        private Consumer<Session> onSession = session -> {};
        private BiConsumer<Session, SessionEnd> onStop = (session, end) -> {};
        private @Nullable URI cloud;
        private Duration startLimit = START_LIMIT;
        private Timers timers = Timers.real();

        private Builder(String packageName, String apiKey) {
            if (packageName.isBlank() || apiKey.isBlank())
                throw new IllegalArgumentException("an app needs a package name and an API key");
            this.packageName = packageName;
            this.apiKey = apiKey;
        }

        /**
         * Called with each new session, on a thread of its own: it may block for as long as it likes.
         *
         * @param handler replaces the one before
         * @return this
         */
        public Builder onSession(Consumer<Session> handler) {
            onSession = handler;
            return this;
        }

        /**
         * Called when a session is over, with the reason, after every other handler of that session.
         *
         * @param handler replaces the one before
         * @return this
         */
        public Builder onStop(BiConsumer<Session, SessionEnd> handler) {
            onStop = handler;
            return this;
        }

        /**
         * Session requests that name another server than this one are refused.
         *
         * @param server {@code ws://}, {@code wss://}, {@code http://} or {@code https://} address
         * @return this
         */
        public Builder cloud(URI server) {
            cloud = appSocket(server);
            return this;
        }

        /**
         * How long a start may take, from the call to {@code active}; 30 s unless said otherwise.
         *
         * @param limit more than nothing
         * @return this
         */
        public Builder startLimit(Duration limit) {
            if (limit.isNegative() || limit.isZero()) throw new IllegalArgumentException("not positive: " + limit);
            startLimit = limit;
            return this;
        }

        Builder timers(Timers clock) {
            timers.close();
            timers = clock;
            return this;
        }

        /** {@return the app; it does nothing until it listens or connects} */
        public MiniApp build() {
            return new MiniApp(this);
        }
    }
}
