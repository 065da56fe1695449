package io.glasscast.drive;

import io.glasscast.gates.Sockets;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// UDP sockets for one conversation each, on any free port.
final class NettySockets implements Sockets {
    private final EventLoopGroup group;
    private final boolean epoll;
    private final InetSocketAddress bind;
    private final Outbound outbound;
    private final Turns turns;
    /// Those that were written to in this turn.
    private final Set<UdpPort> unflushed = new HashSet<>();

    NettySockets(EventLoopGroup group, boolean epoll, InetSocketAddress bind, Outbound outbound, Turns turns) {
        this.group = group;
        this.epoll = epoll;
        this.bind = bind;
        this.outbound = outbound;
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
        /// Where the last packet went: nearly all go to one address.
        private Optional<InetAddress> judged = Optional.empty();

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
            // Candidates of a destination are addresses that it made up.
            if (!mayGo(to.socket().getAddress())) return;
            unflushed.add(port);
            port.burst(to.socket(), datagrams, segmentSize);
        }

        private boolean mayGo(InetAddress to) {
            if (judged.filter(to::equals).isPresent()) return true;
            if (!outbound.allows(to)) return false;
            judged = Optional.of(to);
            return true;
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
