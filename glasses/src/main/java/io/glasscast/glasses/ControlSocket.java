package io.glasscast.glasses;

import io.glasscast.contract.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One WebSocket to the cloud: text in, text out, one word when it is over.
final class ControlSocket {
    /// Told on the HTTP client's threads; after `closed` or `refused`, nothing.
    interface Listener {
        void opened();

        void text(String frame);

        void closed(String reason);

        /// The cloud answered the handshake with 401 or 403.
        void refused(String reason);
    }

    private static final String DEFAULT_PATH = "/glasses-ws";
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    /// Frames that wait for a slow connection. Statuses are rare: this many unsent ones mean that it is dead.
    private static final int MAX_UNSENT = 64;

    private final Listener listener;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger unsent = new AtomicInteger();
    private final CompletableFuture<WebSocket> socket;
    /// The send that every later one waits for: a WebSocket takes one at a time.
    private CompletableFuture<?> lastSend;

    private ControlSocket(HttpClient http, URI address, Listener listener) {
        this.listener = listener;
        this.socket = http.newWebSocketBuilder()
                .connectTimeout(HANDSHAKE_LIMIT)
                .buildAsync(address, new Receiver())
                .whenComplete((_, failure) -> {
                    if (failure != null) failedToOpen(failure);
                });
        this.lastSend = socket;
    }

    static ControlSocket open(HttpClient http, URI cloud, String token, Listener listener) {
        return new ControlSocket(http, address(cloud, token), listener);
    }

    static URI address(URI cloud, String token) {
        String scheme = cloud.getScheme().startsWith("ws")
                ? cloud.getScheme()
                : cloud.getScheme().replace("http", "ws");
        String path =
                cloud.getRawPath() == null || cloud.getRawPath().length() <= 1 ? DEFAULT_PATH : cloud.getRawPath();
        return URI.create(scheme + "://" + cloud.getRawAuthority() + path + "?token="
                + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    /// Sends a frame after those before it. Called by one thread.
    void send(String frame) {
        if (over.get()) return;
        if (unsent.incrementAndGet() > MAX_UNSENT) {
            close("the connection is stuck");
            return;
        }
        lastSend = lastSend.handle((_, _) -> socket)
                .thenCompose(opened -> opened)
                .thenCompose(opened -> opened.sendText(frame, true))
                .whenComplete((_, failure) -> {
                    unsent.decrementAndGet();
                    if (failure != null) close("cannot send");
                });
    }

    /// Says good-bye after everything that is still to be sent. The listener is told nothing any more.
    ///
    /// @return done when the good-bye is out
    CompletableFuture<?> end() {
        over.set(true);
        return lastSend.handle((_, _) -> socket)
                .thenCompose(opened -> opened)
                .thenCompose(opened -> opened.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                .exceptionally(_ -> null);
    }

    /// Cuts the connection.
    void abort() {
        over.set(true);
        var unused = socket.thenAccept(WebSocket::abort);
    }

    private void close(String reason) {
        if (over.compareAndSet(false, true)) listener.closed(reason);
        var unused = socket.thenAccept(WebSocket::abort);
    }

    private void failedToOpen(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (!over.compareAndSet(false, true)) return;
        if (cause instanceof WebSocketHandshakeException refusal) {
            int status = refusal.getResponse().statusCode();
            if (status == 401 || status == 403) listener.refused("the cloud refuses the token: HTTP " + status);
            else listener.closed("HTTP " + status);
        } else {
            listener.closed(
                    cause instanceof IOException
                            ? "cannot reach the cloud"
                            : cause.getClass().getSimpleName());
        }
    }

    /// Puts fragments together and hands frames on.
    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            if (!over.get()) listener.opened();
            opened.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket opened, CharSequence part, boolean last) {
            if (frame.length() + part.length() > Wire.FRAME_LIMIT) {
                close("frame too long");
                return null;
            }
            frame.append(part);
            if (last) {
                if (!over.get()) listener.text(frame.toString());
                frame.setLength(0);
            }
            opened.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket opened, int code, String reason) {
            close("closed by the cloud: " + code + (reason.isEmpty() ? "" : " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket opened, Throwable error) {
            close("connection lost");
        }
    }
}
