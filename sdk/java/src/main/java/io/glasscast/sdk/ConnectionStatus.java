package io.glasscast.sdk;

import java.time.Duration;

/** How the connection between a session and the cloud does. */
public sealed interface ConnectionStatus {
    /** It stands again after an interruption; streams have gone on meanwhile. */
    record Resumed() implements ConnectionStatus {}

    /**
     * It was lost and will be tried again under the same session id. Futures wait; their limits go on.
     *
     * @param reason  in words
     * @param retryIn time until the next attempt
     */
    record Interrupted(String reason, Duration retryIn) implements ConnectionStatus {}

    /**
     * The cloud complains: a frame it did not understand, a permission that is missing, or, right before the end, a
     * session it does not accept. Never about a stream: see {@link Camera#onLivestreamStatus}.
     *
     * @param code such as {@code INVALID_API_KEY} or {@code PERMISSION_DENIED}
     */
    record Complaint(String code, String message) implements ConnectionStatus {}

    /**
     * The session is over; nothing follows.
     *
     * @param reason in words
     */
    record Ended(String reason) implements ConnectionStatus {}
}
