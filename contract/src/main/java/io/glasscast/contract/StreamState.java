package io.glasscast.contract;

import java.util.Locale;

/** State of a stream, as the glasses tell it and as the app that receives a local stream is told. */
public enum StreamState {
    INITIALIZING,
    CONNECTING,
    RECONNECTING,
    STREAMING,
    ERROR,
    STOPPED,
    ACTIVE,
    STOPPING,
    DISCONNECTED,
    TIMEOUT,
    RECONNECTED,
    RECONNECT_FAILED,
    /** A word that this version does not know. */
    UNKNOWN;

    /** As written on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static StreamState of(String word) {
        for (var state : values()) if (state.word().equals(word)) return state;
        return UNKNOWN;
    }
}
