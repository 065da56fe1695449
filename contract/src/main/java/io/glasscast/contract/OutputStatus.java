package io.glasscast.contract;

import java.util.Optional;

/**
 * How one restream destination does.
 *
 * @param url   where it leads, without its key: every app that shares the stream sees it; tell outputs apart by name
 * @param state {@code STOPPED} also while it has only begun; the message of the stream's status then names it
 * @param error in words, when it is in trouble: why, and when the next attempt is
 */
public record OutputStatus(String url, Optional<String> name, State state, Optional<String> error) {
    /** What an output can be. */
    public enum State {
        /** The destination takes the stream. */
        ACTIVE,
        /** The last attempt ended. */
        ERROR,
        /** Removed, or no attempt has ended yet. */
        STOPPED
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "OutputStatus[" + name.orElse("unnamed") + ", " + state + "]";
    }
}
