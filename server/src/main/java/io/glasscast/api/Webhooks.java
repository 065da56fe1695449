package io.glasscast.api;

import io.glasscast.contract.Webhook;
import io.glasscast.contract.Wire;
import io.glasscast.control.AppProfile;
import io.glasscast.control.DeskInput;
import io.glasscast.drive.WebClient;
import io.glasscast.gates.Dialer.Failure;
import io.glasscast.gates.HttpCaller.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
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

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private static final int TRIES = 2;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final ControlRoom room;
    private final Executor threads;
    private final WebClient http;

    Webhooks(ControlRoom room, Executor threads, WebClient http) {
        this.room = room;
        this.threads = threads;
        this.http = http;
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
        var address = address(app.webhook().get());
        var outcome = "failed";
        try {
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                if (attempt > 1) Thread.sleep(BETWEEN_TRIES);
                // The app is there, or not wanted any more: no answer is needed.
                if (!wanted.getAsBoolean()) return true;
                outcome = outcome(app, http.ask("POST", address, JSON, body));
                if (outcome.equals("answered")) {
                    room.observer().webhook(outcome);
                    return true;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        room.observer().webhook(outcome);
        return false;
    }

    /// Redirects are not followed, and count as failures: an app's owner says where it is.
    private static String outcome(AppProfile app, Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> answered.status() / 100 == 2 ? "answered" : "failed";
            case Reply.Failed(var why)
            when why == Failure.NOT_ALLOWED -> {
                LOG.warn("the webhook of {} is in no network that outbound.allow has", app.packageName());
                yield "not-allowed";
            }
            case Reply.Failed _ -> "failed";
        };
    }

    /// Apps are registered by the base of their server, or by the webhook itself.
    static URI address(URI webhook) {
        var text = webhook.toString();
        if (text.endsWith("/webhook")) return webhook;
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/webhook");
    }
}
