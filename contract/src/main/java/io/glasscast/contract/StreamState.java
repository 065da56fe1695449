package io.glasscast.contract;

import java.util.Locale;

/** State of a stream, as the glasses tell it and as the app that receives a local stream is told. */
public enum StreamState {
    /** Asked for, and begun with. */
    INITIALIZING,
    /** On the way to the address. */
    CONNECTING,
    /** The address was lost; they try again. */
    RECONNECTING,
    /** They stream; only glasses say so. */
    STREAMING,
    /** Over, or never begun, as the details say. */
    ERROR,
    /** Over, as somebody wanted. */
    STOPPED,
    /** They stream, as apps are told. */
    ACTIVE,
    /** About to end. */
    STOPPING,
    /** The server has lost the glasses; they may be back. */
    DISCONNECTED,
    /** Over: the glasses stopped answering. */
    TIMEOUT,
    /** The address was found again. */
    RECONNECTED,
    /** The address was lost for good; {@code error} follows. */
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
