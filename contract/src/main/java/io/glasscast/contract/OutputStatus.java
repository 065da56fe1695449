package io.glasscast.contract;

import java.util.Optional;

/**
 * How one restream destination does.
 *
 * @param url   as the app gave it: a secret of that app
 * @param error in words, when it is in trouble
 */
public record OutputStatus(String url, Optional<String> name, State state, Optional<String> error) {
    /** What an output can be. */
    public enum State {
        ACTIVE,
        ERROR,
        STOPPED
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "OutputStatus[" + name.orElse("unnamed") + ", " + state + "]";
    }
}
