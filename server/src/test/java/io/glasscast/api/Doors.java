package io.glasscast.api;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.api.http.HttpDoor;
import io.glasscast.api.http.KeyGuesses;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.Ingest;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.MediaPort;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import io.glasscast.drive.Outbound;
import io.glasscast.drive.WebClient;
import io.glasscast.gates.OutboundRule;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Network;
import io.glasscast.store.App;
import io.glasscast.store.Store;
import io.glasscast.store.User;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/// A control room behind real doors on a free port, with media that does what the test says.
final class Doors implements AutoCloseable {
    static final String ADMIN = "admin-token-of-the-test";
    static final String USER = "u-ser@ex-ample.org";

    final Vertx vertx = Vertx.vertx();
    final HttpClient http = HttpClient.newHttpClient();
    final LinkedBlockingQueue<StreamNames> opened = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<StreamNames> closed = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<StreamNames> renewed = new LinkedBlockingQueue<>();
    /// Id and address of each.
    final LinkedBlockingQueue<String> outputsAdded = new LinkedBlockingQueue<>();

    final LinkedBlockingQueue<String> outputsRemoved = new LinkedBlockingQueue<>();
    final FakeViewers viewers = new FakeViewers();
    /// Why sockets and calls were not let in.
    final LinkedBlockingQueue<String> refused = new LinkedBlockingQueue<>();

    /// By which wrong keys are forgiven: all of them, until a test stops it.
    final AtomicLong guessClock = new AtomicLong();

    volatile boolean guessClockRuns = true;
    final Store store;
    final ControlRoom room;
    final HttpServer server;
    final String glassesToken;

    Doors(Path folder, ControlConfig config) {
        store = Store.open(folder, Optional.empty(), Chance.secure(), InstantSource.system());
        glassesToken = store.users().add(new User(USER)).orElseThrow();
        var media = new MediaPort() {
            @Override
            public void open(StreamNames names) {
                opened.add(names);
            }

            @Override
            public void close(StreamNames names) {
                closed.add(names);
            }

            @Override
            public void renewPlayback(StreamNames names) {
                renewed.add(names);
            }

            @Override
            public void addOutput(String streamId, String outputId, String url) {
                outputsAdded.add(outputId + " " + url);
            }

            @Override
            public void removeOutput(String streamId, String outputId) {
                outputsRemoved.add(outputId);
            }
        };
        var urls = new StreamUrls() {
            @Override
            public String ingest(StreamNames names, Ingest ingest) {
                return "http://cloud/whip/" + names.ingestKey();
            }

            @Override
            public PlaybackUrls playback(StreamNames names) {
                return PlaybackUrls.of("hls", "dash", "whep", "watch", "thumbnail");
            }
        };
        var observer = new ControlObserver() {
            @Override
            public void refused(String why) {
                refused.add(why);
            }
        };
        room = new ControlRoom(
                new ControlRoom.Ports(
                        store,
                        media,
                        viewers,
                        urls,
                        web(),
                        () -> SocketUrls.under(base()),
                        InstantSource.system(),
                        System::nanoTime,
                        Chance.secure(),
                        observer),
                config);
        var router = Router.router(vertx);
        var guesses = new KeyGuesses(() -> guessClockRuns ? guessClock.addAndGet(1_000_000_000) : guessClock.get());
        guesses.mount(router);
        new ControlSockets(vertx, room, guesses).mount(router);
        new ControlRest(room, ADMIN, _ -> StreamMeter.Flow.NONE).mount(router);
        server = vertx.createHttpServer(HttpDoor.limit(new HttpServerOptions()))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    /// Apps are on loopback.
    private static WebClient web() {
        try {
            var rule = new OutboundRule(List.of(Network.parse("127.0.0.0/8").orElseThrow()));
            return new WebClient(new Outbound(rule, Outbound.Names.SYSTEM, _ -> {}), SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("NullAway") // asked only after the constructor
    String base() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /// Registers an app that may use the camera, and tells its key.
    String app(String packageName) {
        return store.apps()
                .add(new App(packageName, packageName, Set.of(App.CAMERA), Optional.empty()))
                .orElseThrow();
    }

    /// Dials in as clients of version 2 do, and waits for the ack.
    Talker dial(String packageName, String key) throws InterruptedException {
        var talker = connect("/app-ws");
        talker.say("""
                {"type":"tpa_connection_init","sessionId":"%s-%s","packageName":"%s","apiKey":"%s"}""".formatted(USER, packageName, packageName, key));
        talker.expect("tpa_connection_ack");
        return talker;
    }

    /// Dials in as glasses, and waits for the ack.
    Talker glasses() throws InterruptedException {
        var talker = connect("/glasses-ws?token=" + glassesToken);
        talker.expect("connection_ack");
        return talker;
    }

    /// @param headers names and values in turn
    Talker connect(String path, String... headers) {
        var talker = new Talker();
        var builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) builder.header(headers[i], headers[i + 1]);
        try {
            talker.socket = builder.buildAsync(URI.create(base().replaceFirst("http", "ws") + path), talker)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
        return talker;
    }

    void playable(StreamNames names) {
        room.mediaEvent(names.streamId(), new MediaEvent.Playable());
    }

    StreamNames awaitOpened() throws InterruptedException {
        return in(opened.poll(5, TimeUnit.SECONDS), "a stream to open");
    }

    StreamNames awaitClosed() throws InterruptedException {
        return in(closed.poll(5, TimeUnit.SECONDS), "a stream to close");
    }

    static <T> T in(@org.jspecify.annotations.Nullable T thing, String what) {
        if (thing == null) throw new AssertionError("waited in vain for " + what);
        return thing;
    }

    HttpResponse<String> call(String method, String path, String token, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        room.close();
        server.close().await();
        vertx.close().await();
        store.close();
        http.shutdownNow();
    }

    /// The other end of a socket.
    @SuppressWarnings("NullAway") // the socket is set before anybody asks
    static final class Talker implements WebSocket.Listener {
        private final LinkedBlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        WebSocket socket;

        void say(String frame) {
            socket.sendText(frame.strip(), true).join();
        }

        void hangUp() {
            socket.abort();
        }

        /// The next message that is no ping and no note about apps.
        JsonObject next() throws InterruptedException {
            while (true) {
                var message = in(heard.poll(5, TimeUnit.SECONDS), "a message");
                var type = message.get("type").getAsString();
                if (!type.equals("ping") && !type.equals("app_state_change")) return message;
            }
        }

        JsonObject expect(String type) throws InterruptedException {
            var message = next();
            if (!message.get("type").getAsString().equals(type))
                throw new AssertionError("expected " + type + ", heard " + message);
            return message;
        }

        JsonObject expectStatus(String state) throws InterruptedException {
            var message = expect("managed_stream_status");
            if (!message.get("status").getAsString().equals(state))
                throw new AssertionError("expected " + state + ", heard " + message);
            return message;
        }

        /// Code and reason with which the other end closed.
        String ending() {
            return ended.orTimeout(5, TimeUnit.SECONDS).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            ended.complete(code + " " + reason);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            ended.complete("error");
        }
    }
}
