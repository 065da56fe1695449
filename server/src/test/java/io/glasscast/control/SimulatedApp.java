package io.glasscast.control;

import io.glasscast.control.DeskInput.ClientStyle;
import java.util.Optional;

/// One app's client, as the official SDKs are: what it believes follows from what it hears.
final class SimulatedApp {
    static final long APP_GRACE = 10_000_000_000L;

    AppProfile app;
    final ClientStyle style;
    Optional<SocketId> socket = Optional.empty();
    boolean wants;
    boolean streaming;
    long pendingSince = -1;
    long stopAsked = -1;
    int stopsOwed;
    boolean attached;
    /// Its webhook was called since its last socket.
    boolean called;
    /// When its socket was lost while it had a session, and how long its share is kept.
    long goneSince = -1;

    long grace = APP_GRACE;

    /// Of its local stream: whether it believes in one, since when a start is unanswered, and stops likewise.
    boolean localOn;

    long localPendingSince = -1;
    int localStopsOwed;
    /// What it was refused in this turn.
    Optional<String> refused = Optional.empty();

    SimulatedApp(AppProfile app, ClientStyle style) {
        this.app = app;
        this.style = style;
    }
}
