package io.glasscast.gates;

import java.net.InetAddress;
import java.util.List;

/// Finds the addresses of a host.
public interface Resolver {
    /// `answer` learns on the media loop, in a later turn, what was found.
    void resolve(String host, Answer answer);

    interface Answer {
        /// @param addresses in the order in which to try them; none: nobody knows the host
        void resolved(List<InetAddress> addresses, long nowNanos);
    }
}
