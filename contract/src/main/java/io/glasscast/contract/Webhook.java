package io.glasscast.contract;

import java.time.Instant;

/** What the cloud posts to an app's own HTTP server. */
public sealed interface Webhook {
    /** {@code <userId>-<packageName>}. */
    String sessionId();

    /** E-mail address of the wearer. */
    String userId();

    /** When it was written. */
    Instant timestamp();

    /**
     * Please dial in for this user: the app is started, or has vanished and is wanted.
     *
     * @param websocketUrl          the socket for newer clients
     * @param mentraOsWebsocketUrl  the socket for older ones; the two may be used alike
     */
    record SessionRequest(
            String sessionId, String userId, Instant timestamp, String websocketUrl, String mentraOsWebsocketUrl)
            implements Webhook {}

    /**
     * The app ended for this user, and had no socket to be told by.
     *
     * @param reason {@code user_disabled}, {@code system_stop} or {@code error}
     */
    record StopRequest(String sessionId, String userId, Instant timestamp, String reason) implements Webhook {}
}
