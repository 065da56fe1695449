package io.glasscast.sdk;

import io.glasscast.contract.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One WebSocket: text in, text out, one word when it is over. Used and heard on one strand. */
final class CloudSocket {
    /** What it tells, on the strand. After {@code closed}, nothing. */
    interface Listener {
        void opened(CloudSocket socket);

        void text(CloudSocket socket, String frame);

        /**
         * The end.
         *
         * @param code of the close frame, the HTTP status of a refused handshake, or {@link #LOST}
         */
        void closed(CloudSocket socket, int code, String reason);
    }

    /** Close code of a connection that nobody closed (RFC 6455 §7.4.1). */
    static final int LOST = 1006;

    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    /** Frames that wait for a slow connection. Apps say a handful a minute: this many unsent ones mean that it is dead. */
    private static final int MAX_UNSENT = 256;

    private final Executor strand;
    private final Listener listener;
    private final CompletableFuture<WebSocket> socket;
    /** The send that every later one waits for: a WebSocket takes one at a time. */
    private CompletableFuture<WebSocket> lastSend;

    private int unsent;
    private boolean over;

    private CloudSocket(HttpClient http, URI address, Executor strand, Listener listener) {
        this.strand = strand;
        this.listener = listener;
        this.socket = http.newWebSocketBuilder().connectTimeout(HANDSHAKE_LIMIT).buildAsync(address, new Receiver());
        this.lastSend = socket;
        var unused = socket.whenComplete((opened, failure) -> {
            if (failure != null) strand.execute(() -> failedToOpen(failure));
        });
    }

    static CloudSocket open(HttpClient http, URI address, Executor strand, Listener listener) {
        return new CloudSocket(http, address, strand, listener);
    }

    /** Sends a frame after those before it. */
    void send(String frame) {
        if (over) return;
        if (++unsent > MAX_UNSENT) {
            lost("the connection is stuck");
            return;
        }
        lastSend = lastSend.exceptionallyCompose(failed -> socket)
                .thenCompose(opened -> opened.sendText(frame, true))
                .whenComplete((sent, failure) -> strand.execute(() -> {
                    unsent--;
                    if (failure != null) lost("cannot send");
                }));
    }

    /**
     * Says good-bye after everything that is still to be sent. The listener is told nothing any more.
     *
     * @return done when the good-bye is out, or cannot be
     */
    CompletableFuture<?> end() {
        over = true;
        return lastSend.exceptionallyCompose(failed -> socket)
                .thenCompose(opened -> opened.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                .handle((done, failed) -> Boolean.TRUE);
    }

    /** Cuts the connection. The listener is told nothing any more. */
    void abort() {
        over = true;
        var unused = socket.thenAccept(WebSocket::abort);
    }

    private void lost(String reason) {
        closed(LOST, reason);
        abort();
    }

    private void closed(int code, String reason) {
        if (over) return;
        over = true;
        listener.closed(this, code, reason);
    }

    private void failedToOpen(Throwable failure) {
        var cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof WebSocketHandshakeException refusal) {
            int status = refusal.getResponse().statusCode();
            closed(status, "the cloud answered with HTTP " + status);
        } else {
            closed(LOST, cause instanceof IOException ? "cannot reach the cloud" : cause.toString());
        }
    }

    /** Puts fragments together. Asks for the next frame only when the last was dealt with. */
    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            strand.execute(() -> {
                if (over) return;
                listener.opened(CloudSocket.this);
                opened.request(1);
            });
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket opened, CharSequence part, boolean last) {
            if (frame.length() + part.length() > Wire.FRAME_LIMIT) {
                strand.execute(() -> lost("a frame is longer than " + Wire.FRAME_LIMIT + " characters"));
                return null;
            }
            frame.append(part);
            if (!last) {
                opened.request(1);
                return null;
            }
            var whole = frame.toString();
            frame.setLength(0);
            strand.execute(() -> {
                if (!over) listener.text(CloudSocket.this, whole);
                opened.request(1);
            });
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket opened, int code, String reason) {
            strand.execute(() -> closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket opened, Throwable error) {
            strand.execute(() -> closed(LOST, "connection lost"));
        }
    }
}
