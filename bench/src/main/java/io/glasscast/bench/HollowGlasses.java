package io.glasscast.bench;

import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Glasses without a camera: they do as they are told, at once, and stream nothing.
final class HollowGlasses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final CompletableFuture<WebSocket> ready = new CompletableFuture<>();
    private final CompletableFuture<String> wanted = new CompletableFuture<>();

    private HollowGlasses() {}

    /// Comes back when the cloud knows them.
    static HollowGlasses wear(HttpClient http, String server, String token) throws IOException, InterruptedException {
        var glasses = new HollowGlasses();
        var address = URI.create(server.replaceFirst("^http", "ws") + "/glasses-ws?token=" + token);
        var opening = http.newWebSocketBuilder().connectTimeout(PATIENCE).buildAsync(address, glasses.new Ear());
        try {
            opening.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            glasses.ready.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return glasses;
        } catch (ExecutionException | TimeoutException e) {
            opening.thenAccept(WebSocket::abort);
            throw new IOException("glasses cannot connect: " + (e.getCause() == null ? "no answer" : e.getCause()));
        }
    }

    /// Completes with where they were first told to stream to.
    CompletableFuture<String> wanted() {
        return wanted;
    }

    private void hear(WebSocket socket, CloudToGlasses message) {
        switch (message) {
            case CloudToGlasses.ConnectionAck() -> {
                say(socket, new GlassesToCloud.GlassesConnectionState(Optional.of("Hollow"), true, Optional.of(true)));
                ready.complete(socket);
            }
            case CloudToGlasses.StartStream start -> {
                say(socket, StreamStatus.of(start.streamId(), StreamState.STREAMING));
                wanted.complete(start.streamUrl());
            }
            case CloudToGlasses.StopStream stop -> say(socket, StreamStatus.of(stop.streamId(), StreamState.STOPPED));
            case CloudToGlasses.KeepStreamAlive alive ->
                say(socket, new GlassesToCloud.KeepAliveAck(alive.streamId(), alive.ackId()));
            case CloudToGlasses.Ping() -> say(socket, new GlassesToCloud.Pong());
            case CloudToGlasses.GetStreamStatus _,
                    CloudToGlasses.Pong _,
                    CloudToGlasses.AppStopped _,
                    CloudToGlasses.AppStateChange _,
                    CloudToGlasses.ShowWifiSetup _ -> {}
        }
    }

    private static void say(WebSocket socket, GlassesToCloud message) {
        var _ = socket.sendText(Wire.write(message, Envelope.NONE), true);
    }

    @Override
    public void close() {
        ready.thenAccept(WebSocket::abort);
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                var frame = text.toString();
                text.setLength(0);
                if (Wire.cloudToGlasses(frame) instanceof Decoded.Message<CloudToGlasses>(var message, var _))
                    hear(socket, message);
            }
            socket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ready.completeExceptionally(error);
        }
    }
}
