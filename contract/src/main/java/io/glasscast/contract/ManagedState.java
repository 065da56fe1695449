package io.glasscast.contract;

import java.util.Locale;
import java.util.Optional;

/** State of a managed stream, as one app is told it. */
public enum ManagedState {
    /** Asked for, or interrupted; not to be watched (yet). */
    INITIALIZING,
    /** Known to clients; this server does not use it. */
    PREPARING,
    /** Can be watched now. */
    ACTIVE,
    /** About to end. */
    STOPPING,
    /** The app's share is over as somebody wanted: the app, its wearer, or its limit. */
    STOPPED,
    /** It is over otherwise, or never began; the message says why. */
    ERROR;

    /** As written on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ManagedState> of(String word) {
        for (var state : values()) if (state.word().equals(word)) return Optional.of(state);
        return Optional.empty();
    }
}
