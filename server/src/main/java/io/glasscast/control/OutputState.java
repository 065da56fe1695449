package io.glasscast.control;

import java.util.Locale;

/// How an output of a managed stream stands.
public enum OutputState {
    /// Begun, and not yet reached: it waits for the picture, or for the destination.
    CONNECTING,
    /// The destination takes the stream.
    ACTIVE,
    /// In trouble; usually tried again.
    ERROR,
    /// Over.
    STOPPED;

    /// As JSON says it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
