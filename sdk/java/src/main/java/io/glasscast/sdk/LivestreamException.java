package io.glasscast.sdk;

import java.util.Optional;
import java.util.regex.Pattern;

/** Why a stream did not start, did not stop or could not be asked about. The message says it in words. */
public final class LivestreamException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The cloud begins its words with a code where it has one. */
    private static final Pattern CODE = Pattern.compile("([A-Z][A-Z_]{2,40}):.*", Pattern.DOTALL);

    /** What kind of failure it is. */
    public enum Kind {
        /** The cloud or the glasses said no; {@link #code()} may tell which no. */
        REFUSED,
        /** It ended before it could be watched: stopped by the app, or by the cloud. */
        STOPPED,
        /** Nothing decisive was heard in time. A start that ends so is taken back. */
        TIMED_OUT,
        /** This session streams, or is about to; stop that first. */
        ALREADY_STREAMING,
        /** What was asked cannot be done, whoever is asked. */
        INVALID,
        /** The session is over. */
        SESSION_ENDED
    }

    /** What kind of failure it is. */
    private final Kind kind;

    LivestreamException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** {@return what kind of failure it is} */
    public Kind kind() {
        return kind;
    }

    /** {@return the cloud's own word for the failure, such as {@code WIFI_NOT_CONNECTED}, if it gave one} */
    public Optional<String> code() {
        var words = CODE.matcher(String.valueOf(getMessage()));
        return words.matches() ? Optional.of(words.group(1)) : Optional.empty();
    }
}
