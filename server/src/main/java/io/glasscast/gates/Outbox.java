package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;

/// Where a gate puts datagrams. Nothing here waits: what cannot be sent now is dropped, as a network would.
public interface Outbox {
    /// Sends one datagram, whose bytes the outbox keeps.
    void send(TransportAddress to, Bytes datagram);

    /// Sends datagrams that lie one behind the other, each of `segmentSize` bytes but for the last, which may be
    /// shorter. The bytes are lent for the length of the call.
    void burst(TransportAddress to, Bytes datagrams, int segmentSize);

    /// Whether what is sent there now would leave at once; false while it would pile up.
    boolean writable(TransportAddress to);
}
