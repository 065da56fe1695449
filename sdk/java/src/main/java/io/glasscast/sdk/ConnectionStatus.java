package io.glasscast.sdk;

import io.glasscast.contract.CloudToApp.PermissionError;
import java.time.Duration;
import java.util.List;

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
     * The app lacks a permission, found out by what it has just asked for; that fails as well, with
     * {@link LivestreamException.Kind#REFUSED}.
     *
     * @param message in words
     * @param details what was asked for, and which permission each takes
     */
    record PermissionMissing(String message, List<PermissionError.Detail> details) implements ConnectionStatus {
        /** Keeps the details as they are now. */
        public PermissionMissing {
            details = List.copyOf(details);
        }
    }

    /**
     * The cloud complains: a frame it did not understand, or, right before the end, a session it does not accept. Never
     * about a stream: see {@link Camera#onLivestreamStatus}.
     *
     * @param code    such as {@code INVALID_API_KEY}
     * @param message in words
     */
    record Complaint(String code, String message) implements ConnectionStatus {}

    /**
     * The session is over; nothing follows.
     *
     * @param end why
     */
    record Ended(SessionEnd end) implements ConnectionStatus {}
}
