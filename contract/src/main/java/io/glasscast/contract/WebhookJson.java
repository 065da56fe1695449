package io.glasscast.contract;

import java.time.Instant;
import java.util.Optional;

/** JSON of {@link Webhook}. */
final class WebhookJson {
    private WebhookJson() {}

    /** Empty for another type. */
    static Optional<Webhook> read(String type, Fields from) {
        var sessionId = from.text("sessionId").orElse("");
        var userId = from.text("userId").orElse("");
        var timestamp = from.time("timestamp").orElse(Instant.EPOCH);
        return Optional.ofNullable(
                switch (type) {
                    case "session_request" -> {
                        var older = from.filledText("mentraOSWebsocketUrl")
                                .or(() -> from.filledText("augmentOSWebsocketUrl"));
                        var newer = from.filledText("websocketUrl");
                        yield new Webhook.SessionRequest(
                                sessionId,
                                userId,
                                timestamp,
                                newer.or(() -> older).orElse(""),
                                older.or(() -> newer).orElse(""));
                    }
                    case "stop_request" ->
                        new Webhook.StopRequest(
                                sessionId,
                                userId,
                                timestamp,
                                from.text("reason").orElse(""));
                    default -> null;
                });
    }

    static Draft write(Webhook webhook) {
        var draft = Draft.of(webhook instanceof Webhook.SessionRequest ? "session_request" : "stop_request")
                .put("sessionId", webhook.sessionId())
                .put("userId", webhook.userId())
                .put("timestamp", webhook.timestamp());
        if (webhook instanceof Webhook.SessionRequest request)
            return draft.put("websocketUrl", request.websocketUrl())
                    .put("mentraOSWebsocketUrl", request.mentraOsWebsocketUrl())
                    .put("augmentOSWebsocketUrl", request.mentraOsWebsocketUrl());
        if (webhook instanceof Webhook.StopRequest request) return draft.put("reason", request.reason());
        throw new AssertionError(webhook);
    }
}
