package io.glasscast.kernel;

import java.net.InetSocketAddress;

/// An IP address, a port and the transport they belong to (RFC 8445 §4). Over TCP, one connection's remote end.
public record TransportAddress(Transport transport, InetSocketAddress socket) {
    public enum Transport {
        UDP,
        TCP
    }

    public TransportAddress {
        if (socket.isUnresolved()) throw new IllegalArgumentException("a transport address is never a name");
    }

    public static TransportAddress udp(InetSocketAddress socket) {
        return new TransportAddress(Transport.UDP, socket);
    }

    public static TransportAddress tcp(InetSocketAddress socket) {
        return new TransportAddress(Transport.TCP, socket);
    }
}
