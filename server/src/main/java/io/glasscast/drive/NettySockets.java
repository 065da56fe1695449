package io.glasscast.drive;

import io.glasscast.gates.Sockets;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/// UDP sockets for one conversation each, on any free port.
final class NettySockets implements Sockets {
    private final EventLoopGroup group;
    private final boolean epoll;
    private final InetSocketAddress bind;
    private final Turns turns;
    /// Those that were written to in this turn.
    private final Set<UdpPort> unflushed = new HashSet<>();

    NettySockets(EventLoopGroup group, boolean epoll, InetSocketAddress bind, Turns turns) {
        this.group = group;
        this.epoll = epoll;
        this.bind = bind;
        this.turns = turns;
    }

    @Override
    public void open(Owner owner) {
        UdpPort.open(group, epoll, bind, turns, (from, bytes) -> owner.arrived(from, bytes, turns.now()), opened -> {
            turns.guarded(
                    "a socket",
                    () -> opened.ifPresentOrElse(
                            port -> owner.opened(new OwnSocket(port), turns.now()), () -> owner.refused(turns.now())));
            turns.settle();
        });
    }

    /// Sends what has piled up.
    void flush() {
        unflushed.forEach(UdpPort::flush);
        unflushed.clear();
    }

    private final class OwnSocket implements Socket {
        private final UdpPort port;

        OwnSocket(UdpPort port) {
            this.port = port;
        }

        @Override
        public int port() {
            return port.address().getPort();
        }

        @Override
        public void send(TransportAddress to, Bytes datagram) {
            burst(to, datagram, Math.max(1, datagram.length()));
        }

        @Override
        public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
            unflushed.add(port);
            port.burst(to.socket(), datagrams, segmentSize);
        }

        @Override
        public boolean writable(TransportAddress to) {
            return port.writable();
        }

        @Override
        public void close() {
            unflushed.remove(port);
            port.leave();
        }
    }
}
