package io.glasscast.gates;

/// A gate behind a TCP socket.
public interface WireGate extends Gate {
    /// Somebody has connected.
    ///
    /// @param tls whether the connection came through TLS
    /// @return what takes the wire's bytes
    WireEnd accepted(Wire wire, boolean tls, long nowNanos);
}
