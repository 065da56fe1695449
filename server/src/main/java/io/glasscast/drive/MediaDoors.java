package io.glasscast.drive;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where media comes in and goes out. A door without an address stays closed; port 0 takes any free port.
///
/// @param bind     the local address of sockets that only call out
/// @param webRtc   UDP, and ICE-TCP on the same number
/// @param incoming what RTMPS shakes hands with
/// @param outgoing what connections to the outside trust
/// @param outbound where they lead
/// @param connectionsPerAddress of one client, by RTMP, at once
public record MediaDoors(
        InetAddress bind,
        Optional<InetSocketAddress> webRtc,
        Optional<InetSocketAddress> srt,
        Optional<InetSocketAddress> rtmp,
        Optional<InetSocketAddress> rtmps,
        SslContext incoming,
        SSLContext outgoing,
        Outbound outbound,
        int connectionsPerAddress) {
    InetSocketAddress anyPort() {
        return new InetSocketAddress(bind, 0);
    }
}
