package io.glasscast.sdk;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Webhook;
import io.glasscast.contract.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The HTTP side of an app: the cloud asks for sessions here, and ends them. */
final class WebhookServer {
    /** Whose it is. */
    interface Receiver {
        String packageName();

        int activeSessions();

        CompletableFuture<Session> asked(Webhook.SessionRequest request);

        void stopped(Webhook.StopRequest request);
    }

    /** Read of a body that is too long, so that its sender learns why; whoever sends more is not owed an answer. */
    private static final int DROPPED_BYTES = 1 << 20;

    private final HttpServer http;
    private final Receiver receiver;

    private WebhookServer(HttpServer http, Receiver receiver) {
        this.http = http;
        this.receiver = receiver;
    }

    static WebhookServer start(int port, Executor pool, Receiver receiver) throws IOException {
        var http = HttpServer.create(new InetSocketAddress(port), 0);
        var server = new WebhookServer(http, receiver);
        http.createContext("/webhook", server::webhook);
        http.createContext("/health", server::health);
        http.setExecutor(pool);
        http.start();
        return server;
    }

    int port() {
        return http.getAddress().getPort();
    }

    void close() {
        http.stop(0);
    }

    private void health(HttpExchange exchange) throws IOException {
        if (!expects("GET", "/health", exchange)) return;
        var health = new JsonObject();
        health.addProperty("status", "healthy");
        health.addProperty("app", receiver.packageName());
        health.addProperty("activeSessions", receiver.activeSessions());
        answer(exchange, 200, health);
    }

    private void webhook(HttpExchange exchange) throws IOException {
        if (!expects("POST", "/webhook", exchange)) return;
        // In UTF-8 no character takes more than three bytes of a frame's UTF-16 units.
        int limit = 3 * Wire.FRAME_LIMIT;
        var body = exchange.getRequestBody().readNBytes(limit + 1);
        if (body.length > limit) {
            // What stays unread resets the connection, and the answer with it: a little more is read and dropped.
            exchange.getRequestBody().readNBytes(DROPPED_BYTES);
            exchange.getResponseHeaders().set("Connection", "close");
        }
        var read = Wire.webhook(new String(body, StandardCharsets.UTF_8));
        if (read instanceof Decoded.Message<Webhook> known) act(exchange, known.message());
        else if (read instanceof Decoded.Malformed<Webhook> bad) answer(exchange, 400, problem(bad.why()));
        else answer(exchange, 400, problem("Unknown webhook request type"));
    }

    private void act(HttpExchange exchange, Webhook webhook) throws IOException {
        if (webhook instanceof Webhook.StopRequest stop) {
            receiver.stopped(stop);
            answer(exchange, 200, success());
        } else if (webhook instanceof Webhook.SessionRequest request) {
            try {
                var unused = receiver.asked(request).join();
                answer(exchange, 200, success());
            } catch (CompletionException e) {
                answer(exchange, 500, problem("Failed to connect"));
            }
        }
    }

    private static boolean expects(String method, String path, HttpExchange exchange) throws IOException {
        var found = exchange.getRequestURI().getPath().equals(path);
        if (found && exchange.getRequestMethod().equals(method)) return true;
        answer(exchange, found ? 405 : 404, problem(found ? "Method not allowed" : "Not found"));
        return false;
    }

    private static JsonObject success() {
        var json = new JsonObject();
        json.addProperty("status", "success");
        return json;
    }

    private static JsonObject problem(String message) {
        var json = new JsonObject();
        json.addProperty("status", "error");
        json.addProperty("message", message);
        return json;
    }

    private static void answer(HttpExchange exchange, int status, JsonObject json) throws IOException {
        try (exchange) {
            var body = json.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
