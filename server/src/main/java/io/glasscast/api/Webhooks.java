package io.glasscast.api;

import io.glasscast.contract.Webhook;
import io.glasscast.contract.Wire;
import io.glasscast.control.AppProfile;
import io.glasscast.control.DeskInput;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls the HTTP servers of apps, each call on a virtual thread.
///
/// Success is the socket that dials in, not the answer: official clients answer when the app's own code is through,
/// which may be never. So a failure is only reported, and the desk ignores it when the socket is there.
final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private static final int TRIES = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final ControlRoom room;
    private final Executor threads;
    private final HttpClient http;

    Webhooks(ControlRoom room, Executor threads) {
        this.room = room;
        this.threads = threads;
        // A redirect could lead into networks that the operator did not name.
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    void requestSession(String userId, AppProfile app) {
        var packageName = app.packageName();
        threads.execute(() -> {
            var urls = room.socketUrls();
            var body = Wire.write(new Webhook.SessionRequest(
                    ControlRoom.sessionId(userId, packageName), userId, room.wallTime(), urls.miniapp(), urls.app()));
            if (deliver(app, body, () -> room.awaits(userId, packageName))) return;
            LOG.warn("the webhook of {} failed", packageName);
            room.submit(userId, new DeskInput.WebhookFailed(packageName, "webhook failed"));
        });
    }

    void requestStop(String userId, AppProfile app, String reason) {
        var body = Wire.write(new Webhook.StopRequest(
                ControlRoom.sessionId(userId, app.packageName()), userId, room.wallTime(), reason));
        threads.execute(() -> deliver(app, body, () -> true));
    }

    /// Blocks on purpose: called on a virtual thread of its own.
    ///
    /// @param wanted whether another try still makes sense: an app that is asked twice drops its first socket
    private boolean deliver(AppProfile app, String body, BooleanSupplier wanted) {
        if (app.webhook().isEmpty()) return false;
        var request = HttpRequest.newBuilder(address(app.webhook().get()))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                if (attempt > 1) Thread.sleep(BETWEEN_TRIES);
                // The app is there, or not wanted any more: no answer is needed.
                if (!wanted.getAsBoolean()) return true;
                if (answered(request)) {
                    room.observer().webhook("answered");
                    return true;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        room.observer().webhook("failed");
        return false;
    }

    private boolean answered(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException _) {
            return false;
        }
    }

    /// Apps are registered by the base of their server, or by the webhook itself.
    static URI address(URI webhook) {
        var text = webhook.toString();
        if (text.endsWith("/webhook")) return webhook;
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/webhook");
    }
}
