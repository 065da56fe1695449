package io.glasscast.control;

import java.util.List;

/// A user's desk as the operator may see it; a snapshot that any thread may read.
///
/// @param glassesConnected whether the glasses are there
public record DeskView(String userId, boolean glassesConnected, List<Session> sessions, List<StreamView> streams) {
    /// One app of the user.
    public record Session(String packageName, State state) {}

    /// Where a session stands.
    public enum State {
        /// Asked to dial in.
        WAITING,
        /// Has its socket.
        CONNECTED,
        /// Lost it a moment ago.
        AWAY
    }

    /// Of a user who has nothing going on.
    public static DeskView idle(String userId) {
        return new DeskView(userId, false, List.of(), List.of());
    }
}
