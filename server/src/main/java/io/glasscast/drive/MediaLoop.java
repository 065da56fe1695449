package io.glasscast.drive;

import io.glasscast.gates.Outbox;
import io.glasscast.gates.WebRtcDoor;
import io.glasscast.gates.WebRtcGate;
import io.glasscast.hub.Hub;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that owns the media: the hub, every peer and the sockets they share. Whoever wants something of them
/// from another thread leaves it here as a task and gets a stage back.
public final class MediaLoop implements WebRtcDoor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    /// What the loop is to run.
    ///
    /// @param hub  the streams
    /// @param gate the WebRTC peers
    public record House(Hub hub, WebRtcGate gate) {}

    private final EventLoopGroup group;
    private final Nanos nanos;
    private final Consumer<String> discarded;
    private final @Nullable UdpPort udp;
    private final @Nullable TcpPort tcp;
    private final House house;
    private long alarmNanos = Machine.NEVER;

    /// Opens the sockets and starts the loop.
    ///
    /// @param bind      where to listen for WebRTC, over UDP and TCP alike; port 0 takes any free port; empty keeps
    ///     the door closed
    /// @param discarded counts what was dropped, by a constant reason; called on the loop
    /// @param rooms     builds the house around the loop's outbox
    /// @throws java.net.BindException (unchecked) when the port is taken
    public MediaLoop(
            Optional<InetSocketAddress> bind, Nanos nanos, Consumer<String> discarded, Function<Outbox, House> rooms) {
        boolean epoll = Epoll.isAvailable();
        this.nanos = nanos;
        this.discarded = discarded;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("media"), epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        try {
            this.house = rooms.apply(new Sockets());
            if (bind.isPresent()) {
                udp = UdpPort.open(group, epoll, bind.get(), this);
                tcp = TcpPort.open(
                        group,
                        epoll,
                        new InetSocketAddress(
                                bind.get().getAddress(), udp.address().getPort()),
                        this);
            } else {
                udp = null;
                tcp = null;
            }
        } catch (Throwable e) {
            // Not only what is unchecked: Netty throws a socket's BindException as it is.
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
    }

    /// The port WebRTC is served on, if it is.
    public Optional<Integer> port() {
        return Optional.ofNullable(udp).map(port -> port.address().getPort());
    }

    /// Runs `task` on the loop, after which whatever it caused is sent.
    public <T> CompletableFuture<T> ask(Function<House, T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.apply(house);
                    } finally {
                        settle();
                    }
                },
                group.next());
    }

    @Override
    public CompletionStage<Outcome> whip(String ingestKey, String sdpOffer, String requestHost) {
        return ask(h -> h.gate().whip(ingestKey, sdpOffer, requestHost, now()));
    }

    @Override
    public CompletionStage<Outcome> whep(String playbackId, String sdpOffer, String requestHost) {
        return ask(h -> h.gate().whep(playbackId, sdpOffer, requestHost, now()));
    }

    @Override
    public CompletionStage<Patched> patch(String sessionId, String sdpFragment, Optional<String> ifMatch) {
        return ask(h -> h.gate().patch(sessionId, sdpFragment, ifMatch, now()));
    }

    @Override
    public CompletionStage<Boolean> end(String sessionId) {
        return ask(h -> h.gate().end(sessionId, now()));
    }

    @Override
    public CompletionStage<Boolean> exists(String sessionId) {
        return ask(h -> h.gate().exists(sessionId));
    }

    /// The machines' time. For tasks on the loop.
    public long now() {
        return nanos.getAsLong();
    }

    /// Says goodbye to every peer, then closes the sockets. Waits until that is done.
    @Override
    public void close() {
        ask(h -> {
                    h.gate().closeAll(now());
                    return true;
                })
                .join();
        if (udp != null) udp.close();
        if (tcp != null) tcp.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    void arrived(TransportAddress from, Bytes datagram) {
        try {
            house.gate().datagram(from, datagram, now());
        } catch (RuntimeException e) {
            // A bug in a machine costs one datagram, not the loop that all streams live on.
            LOG.atError().setCause(e).log("a datagram could not be handled");
        }
    }

    void discarded(String why) {
        discarded.accept(why);
    }

    /// Sends what has piled up and sets the alarm for what is due next.
    void settle() {
        if (udp != null) udp.flush();
        long next = Math.min(house.hub().deadlineNanos(), house.gate().deadlineNanos());
        if (next >= alarmNanos) return;
        alarmNanos = next;
        group.next().schedule(() -> ring(next), Math.max(0, next - now()), TimeUnit.NANOSECONDS);
    }

    private void ring(long setFor) {
        // An alarm that an earlier one overtook has nothing to do.
        if (setFor != alarmNanos) return;
        alarmNanos = Machine.NEVER;
        try {
            house.hub().elapse(now());
            house.gate().elapse(now());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a timer could not be handled");
        }
        settle();
    }

    private final class Sockets implements Outbox {
        @Override
        public void send(TransportAddress to, Bytes datagram) {
            burst(to, datagram, Math.max(1, datagram.length()));
        }

        @Override
        public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
            switch (to.transport()) {
                case UDP -> {
                    if (udp != null) udp.burst(to.socket(), datagrams, segmentSize);
                }
                case TCP -> {
                    if (tcp != null) tcp.burst(to.socket(), datagrams, segmentSize);
                }
            }
        }

        @Override
        public boolean writable(TransportAddress to) {
            return switch (to.transport()) {
                case UDP -> udp != null && udp.writable();
                case TCP -> tcp != null && tcp.writable(to.socket());
            };
        }
    }
}
