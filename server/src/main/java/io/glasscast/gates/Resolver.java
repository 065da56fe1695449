package io.glasscast.gates;

import java.net.InetAddress;
import java.util.List;

/// Finds the addresses of a host, of those that this server calls.
public interface Resolver {
    /// `answer` learns on the media loop, in a later turn, what was found.
    void resolve(String host, Answer answer);

    interface Answer {
        /// @param addresses at least one that may be called, in the order in which to try them
        void resolved(List<InetAddress> addresses, long nowNanos);

        void failed(Dialer.Failure why, long nowNanos);
    }
}
