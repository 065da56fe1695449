package io.glasscast.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Glasses without a camera: they connect, take the order to stream, and leave the publishing to somebody else.
final class HollowGlasses implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final CompletableFuture<URI> ordered = new CompletableFuture<>();
    private final CompletableFuture<String> stopped = new CompletableFuture<>();

    private HollowGlasses() {}

    static HollowGlasses wear(URI cloud, String token) throws Exception {
        var glasses = new HollowGlasses();
        var address = "ws://" + cloud.getAuthority() + "/glasses-ws?token="
                + URLEncoder.encode(token, StandardCharsets.UTF_8);
        Stage.await(glasses.http.newWebSocketBuilder().buildAsync(URI.create(address), glasses.new Ear()));
        Stage.await(glasses.ready);
        return glasses;
    }

    /// Where the cloud wants the stream, once it wants one.
    CompletableFuture<URI> ordered() {
        return ordered;
    }

    /// Done when the cloud wants no stream any more.
    CompletableFuture<String> stopped() {
        return stopped;
    }

    private void hear(WebSocket socket, JsonObject message) {
        switch (message.get("type").getAsString()) {
            case "connection_ack" -> {
                say(
                        socket,
                        "{\"type\":\"glasses_connection_state\",\"modelName\":\"Hollow\",\"status\":\"CONNECTED\"}");
                ready.complete("");
            }
            case "start_stream" -> {
                var id = message.get("streamId").getAsString();
                say(socket, "{\"type\":\"stream_status\",\"streamId\":\"" + id + "\",\"status\":\"streaming\"}");
                ordered.complete(URI.create(message.get("streamUrl").getAsString()));
            }
            case "stop_stream" -> {
                var id = message.get("streamId").getAsString();
                say(socket, "{\"type\":\"stream_status\",\"streamId\":\"" + id + "\",\"status\":\"stopped\"}");
                stopped.complete(id);
            }
            case "keep_stream_alive" -> {
                message.addProperty("type", "keep_alive_ack");
                say(socket, message.toString());
            }
            default -> {}
        }
    }

    private static void say(WebSocket socket, String text) {
        var _ = socket.sendText(text, true);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                var whole = text.toString();
                text.setLength(0);
                hear(socket, JsonParser.parseString(whole).getAsJsonObject());
            }
            socket.request(1);
            return null;
        }
    }
}
