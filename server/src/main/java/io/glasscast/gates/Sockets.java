package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;

/// Opens UDP sockets for one conversation each: where several lead to one address, only the socket tells them apart.
public interface Sockets {
    /// `owner` learns on the media loop, in a later turn, what became of it.
    void open(Owner owner);

    interface Owner {
        void opened(Socket socket, long nowNanos);

        /// The operating system has none to give.
        void refused(long nowNanos);

        void arrived(TransportAddress from, Bytes datagram, long nowNanos);
    }

    interface Socket extends Outbox {
        int port();

        /// Sends what was given to it before, and goes.
        void close();
    }
}
