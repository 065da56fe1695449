package io.glasscast.drive;

import io.glasscast.gates.Dialer;
import io.glasscast.gates.Gate;
import io.glasscast.gates.HttpCaller;
import io.glasscast.gates.KeyMaker;
import io.glasscast.gates.Outbox;
import io.glasscast.gates.Overload;
import io.glasscast.gates.PackagingGate;
import io.glasscast.gates.PlaybackDoor;
import io.glasscast.gates.Resolver;
import io.glasscast.gates.Restreamer;
import io.glasscast.gates.RtmpGate;
import io.glasscast.gates.Sockets;
import io.glasscast.gates.SrtGate;
import io.glasscast.gates.WebRtcDoor;
import io.glasscast.gates.WebRtcGate;
import io.glasscast.hub.Hub;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Mishaps;
import io.glasscast.kernel.TransportAddress;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that owns the media: the hub, every gate and the sockets they share. Whoever wants something of them
/// from another thread leaves it here as a task and gets a stage back.
public final class MediaLoop implements WebRtcDoor, PlaybackDoor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    /// What the loop is to run.
    ///
    /// @param hub        the streams
    /// @param webRtc     behind the WebRTC door
    /// @param srt        behind the SRT door
    /// @param rtmp       behind the RTMP and RTMPS doors
    /// @param packaging  what HLS and DASH players fetch
    /// @param restreamer what goes on to other servers
    /// @param overload   learns how late the loop is
    public record House(
            Hub hub,
            WebRtcGate webRtc,
            SrtGate srt,
            RtmpGate rtmp,
            PackagingGate packaging,
            Restreamer restreamer,
            Overload overload) {
        private List<Gate> gates() {
            return List.of(webRtc, srt, rtmp, packaging, restreamer);
        }
    }

    /// What a house is built on.
    ///
    /// @param webRtc   where WebRTC's datagrams go
    /// @param srt      where SRT's datagrams go
    /// @param onLoop   runs work on the loop, after which whatever it caused is sent
    /// @param mishaps  learns what went wrong with one of many, on the loop
    /// @param now      the machines' time
    public record Ground(
            Outbox webRtc,
            Outbox srt,
            Dialer dialer,
            Resolver resolver,
            KeyMaker keys,
            Sockets sockets,
            HttpCaller http,
            Executor onLoop,
            Mishaps mishaps,
            LongSupplier now) {}

    /// Of RTMP, at both doors. Each costs some kilobytes and a descriptor; the operating system's limits come first.
    private static final int WIRES = 10_000;

    /// One line of the log a second tells of what failed: whoever knows how to bring it about can do so with
    /// every datagram. All are counted.
    private static final long BETWEEN_LINES_NANOS = 1_000_000_000L;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Nanos nanos;
    private final Consumer<String> discarded;
    private final Turns turns = new OwnTurns();
    private final KeyBench keys = new KeyBench(this::post, this::failed, this::now);
    /// Completes once the house stands and its sockets are open; what is posted before waits for that.
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

    private final House house;
    private final NettySockets sockets;
    private final WebCaller web;
    private final OffHeap offHeap = new OffHeap(ByteBufAllocator.DEFAULT);
    private final @Nullable UdpPort webRtcUdp;
    private final @Nullable TcpPort webRtcTcp;
    private final @Nullable UdpPort srt;
    private final boolean srtOpen;
    private final @Nullable WirePort rtmp;
    private final @Nullable WirePort rtmps;
    private final Runnable flushing = this::flush;
    private long alarmNanos = Machine.NEVER;
    private long nextLineNanos = Long.MIN_VALUE;

    /// Opens the sockets and starts the loop.
    ///
    /// @param discarded counts what was dropped, by a constant reason; called on the loop
    /// @param rooms     builds the house
    /// @throws DoorClosed when a port cannot be had
    public MediaLoop(MediaDoors doors, Nanos nanos, Consumer<String> discarded, Function<Ground, House> rooms) {
        boolean epoll = Epoll.isAvailable();
        this.nanos = nanos;
        this.discarded = discarded;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("media"), epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        this.srtOpen = doors.srt().isPresent();
        this.sockets = new NettySockets(group, epoll, doors.anyPort(), doors.outbound(), turns);
        this.web = new WebCaller(loop, new WebClient(doors.outbound(), doors.outgoing()), turns);
        try {
            var dialer = new NettyDialer(loop, epoll, doors.outbound(), doors.outgoing(), turns, offHeap);
            this.house = rooms.apply(new Ground(
                    new WebRtcOutbox(),
                    new SrtOutbox(),
                    dialer,
                    dialer,
                    keys,
                    sockets,
                    web,
                    this::post,
                    this::failed,
                    this::now));
            webRtcUdp = DoorClosed.orOpen("webrtc", doors.webRtc(), at -> udp(epoll, at, this::toWebRtc));
            var sameNumber = Optional.ofNullable(webRtcUdp).map(UdpPort::address);
            webRtcTcp = DoorClosed.orOpen("webrtc", sameNumber, at -> iceTcp(epoll, at));
            // Callers need a socket too: where the door is closed, any port will do, and nobody is let in by it.
            srt = DoorClosed.orOpen(
                    "srt", Optional.of(doors.srt().orElseGet(doors::anyPort)), at -> udp(epoll, at, this::toSrt));
            var places = new Places(WIRES, doors.connectionsPerAddress());
            rtmp = DoorClosed.orOpen("rtmp", doors.rtmp(), at -> wires(epoll, at, Optional.empty(), places));
            rtmps = DoorClosed.orOpen(
                    "rtmps", doors.rtmps(), at -> wires(epoll, at, Optional.of(doors.incoming()), places));
        } catch (Throwable e) {
            keys.close();
            web.close();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
        opened.complete(true);
        turnAfter(Overload.EVERY_NANOS);
    }

    /// Finds out again and again how long the loop takes to come to what is due.
    private void turnAfter(long nanosFromNow) {
        long due = now() + nanosFromNow;
        loop.schedule(
                () -> {
                    house.overload().turned(Math.max(0, now() - due), now());
                    turnAfter(Overload.EVERY_NANOS);
                },
                nanosFromNow,
                TimeUnit.NANOSECONDS);
    }

    private UdpPort udp(boolean epoll, InetSocketAddress at, DatagramSink sink) {
        return UdpPort.open(group, epoll, at, turns, sink);
    }

    private TcpPort iceTcp(boolean epoll, InetSocketAddress at) {
        return TcpPort.open(group, epoll, at, turns, this::toWebRtc);
    }

    private void toWebRtc(TransportAddress from, Bytes datagram) {
        house.webRtc().datagram(from, datagram, now());
    }

    private void toSrt(TransportAddress from, Bytes datagram) {
        house.srt().datagram(from, datagram, now());
    }

    private WirePort wires(
            boolean epoll, InetSocketAddress at, Optional<io.netty.handler.ssl.SslContext> tls, Places places) {
        return WirePort.open(
                group,
                epoll,
                at,
                tls,
                places,
                why -> house.rtmp().turnedAway("rtmp-connections-" + why),
                turns,
                offHeap,
                wire -> house.rtmp().accepted(wire, tls.isPresent(), now()));
    }

    /// The ports as they are, where doors are open.
    public OpenPorts ports() {
        return new OpenPorts(
                Optional.ofNullable(webRtcUdp).map(port -> port.address().getPort()),
                Optional.ofNullable(srt)
                        .filter(_ -> srtOpen)
                        .map(port -> port.address().getPort()),
                Optional.ofNullable(rtmp).map(WirePort::port),
                Optional.ofNullable(rtmps).map(WirePort::port));
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
                loop);
    }

    private void post(Runnable work) {
        opened.thenRunAsync(
                () -> {
                    guarded("a task", work);
                    settle();
                },
                loop);
    }

    @Override
    public CompletionStage<Outcome> whip(String ingestKey, String sdpOffer, String requestHost) {
        return ask(h -> h.webRtc().whip(ingestKey, sdpOffer, requestHost, now()));
    }

    @Override
    public CompletionStage<Outcome> whep(String playbackId, String sdpOffer, String requestHost) {
        return ask(h -> h.webRtc().whep(playbackId, sdpOffer, requestHost, now()));
    }

    @Override
    public CompletionStage<Patched> patch(String sessionId, String sdpFragment, Optional<String> ifMatch) {
        return ask(h -> h.webRtc().patch(sessionId, sdpFragment, ifMatch, now()));
    }

    @Override
    public CompletionStage<Boolean> end(String sessionId) {
        return ask(h -> h.webRtc().end(sessionId, now()));
    }

    @Override
    public CompletionStage<Boolean> exists(String sessionId) {
        return ask(h -> h.webRtc().exists(sessionId));
    }

    @Override
    public CompletionStage<Answer> playback(Request request, Body body) {
        var answer = new CompletableFuture<Answer>();
        loop.execute(() -> {
            try {
                house.packaging().playback(request, body, now(), answer::complete);
            } catch (Throwable e) {
                failed("a request", e);
                answer.completeExceptionally(e);
            }
            settle();
        });
        return answer;
    }

    /// The machines' time. For tasks on the loop.
    public long now() {
        return nanos.getAsLong();
    }

    /// Says goodbye to every peer, then closes the sockets. Waits until that is done.
    @Override
    public void close() {
        ask(h -> {
                    h.gates().forEach(gate -> gate.closeAll(now()));
                    return true;
                })
                .join();
        web.close();
        if (rtmp != null) rtmp.close();
        if (rtmps != null) rtmps.close();
        if (webRtcUdp != null) webRtcUdp.close();
        if (webRtcTcp != null) webRtcTcp.close();
        if (srt != null) srt.close();
        loop.execute(offHeap::close);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        keys.close();
    }

    /// An `Error` is no reason to stop either: a stack that overflowed has been unwound, and a class that
    /// cannot be loaded, or an assertion, is about what was being done. The one that all would share, a heap
    /// that is full, has ended the process (`-XX:+ExitOnOutOfMemoryError`).
    private void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            failed(what, e);
        }
    }

    private void failed(String what, Throwable why) {
        discarded.accept("turn-failed");
        if (now() < nextLineNanos) return;
        nextLineNanos = now() + BETWEEN_LINES_NANOS;
        LOG.atError().setCause(why).log("{} could not be handled", what);
    }

    private void flush() {
        if (webRtcUdp != null) webRtcUdp.flush();
        if (srt != null) srt.flush();
        sockets.flush();
    }

    /// Sends what has piled up and sets the alarm for what is due next.
    private void settle() {
        guarded("what was to be sent", flushing);
        long next = house.hub().deadlineNanos();
        for (var gate : house.gates()) next = Math.min(next, gate.deadlineNanos());
        if (next >= alarmNanos) return;
        alarmNanos = next;
        long setFor = next;
        long now = now();
        // Not the larger of 0 and the difference: of what is due since for ever that would be centuries.
        loop.schedule(() -> ring(setFor), next <= now ? 0 : next - now, TimeUnit.NANOSECONDS);
    }

    private void ring(long setFor) {
        // An alarm that an earlier one overtook has nothing to do.
        if (setFor != alarmNanos) return;
        alarmNanos = Machine.NEVER;
        guarded("a timer", () -> house.hub().elapse(now()));
        house.gates().forEach(gate -> guarded("a timer", () -> gate.elapse(now())));
        settle();
    }

    private final class OwnTurns implements Turns {
        @Override
        public void guarded(String what, Runnable work) {
            MediaLoop.this.guarded(what, work);
        }

        @Override
        public void settle() {
            MediaLoop.this.settle();
        }

        @Override
        public void discarded(String why) {
            discarded.accept(why);
        }

        @Override
        public long now() {
            return MediaLoop.this.now();
        }
    }

    private final class WebRtcOutbox implements Outbox {
        @Override
        public void send(TransportAddress to, Bytes datagram) {
            burst(to, datagram, Math.max(1, datagram.length()));
        }

        @Override
        public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
            switch (to.transport()) {
                case UDP -> {
                    if (webRtcUdp != null) webRtcUdp.burst(to.socket(), datagrams, segmentSize);
                }
                case TCP -> {
                    if (webRtcTcp != null) webRtcTcp.burst(to.socket(), datagrams, segmentSize);
                }
            }
        }

        @Override
        public boolean writable(TransportAddress to) {
            return switch (to.transport()) {
                case UDP -> webRtcUdp != null && webRtcUdp.writable();
                case TCP -> webRtcTcp != null && webRtcTcp.writable(to.socket());
            };
        }
    }

    private final class SrtOutbox implements Outbox {
        @Override
        public void send(TransportAddress to, Bytes datagram) {
            burst(to, datagram, Math.max(1, datagram.length()));
        }

        @Override
        public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
            if (srt != null) srt.burst(to.socket(), datagrams, segmentSize);
        }

        @Override
        public boolean writable(TransportAddress to) {
            return srt != null && srt.writable();
        }
    }
}
