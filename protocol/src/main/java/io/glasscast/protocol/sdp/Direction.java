package io.glasscast.protocol.sdp;

import java.util.Locale;

/// Which way media flows, seen by whoever wrote the description (RFC 8866 §6.7).
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /// The same flow seen by the other side.
    public Direction reversed() {
        return switch (this) {
            case SENDRECV -> SENDRECV;
            case SENDONLY -> RECVONLY;
            case RECVONLY -> SENDONLY;
            case INACTIVE -> INACTIVE;
        };
    }

    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }

    /// The attribute's name.
    String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }
}
