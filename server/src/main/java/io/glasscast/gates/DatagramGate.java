package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;

/// A gate behind a UDP socket.
public interface DatagramGate extends Gate {
    /// Takes a datagram from anybody.
    void datagram(TransportAddress from, Bytes datagram, long nowNanos);
}
