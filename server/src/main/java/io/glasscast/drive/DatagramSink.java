package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;

/// Takes the datagrams of a socket.
interface DatagramSink {
    void arrived(TransportAddress from, Bytes datagram);
}
