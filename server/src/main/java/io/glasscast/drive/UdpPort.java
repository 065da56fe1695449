package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/// One UDP socket: datagrams in, datagrams out, many at a time where the kernel takes them so.
final class UdpPort {
    /// A keyframe to hundreds of viewers leaves in one turn of the loop; the kernel holds what the card cannot take
    /// yet. It grants less when net.core.wmem_max says so.
    private static final int SOCKET_BUFFER = 4 << 20;
    /// Coalesced datagrams of one sender come as one buffer (UDP_GRO).
    private static final int RECEIVE_BUFFER = 65_535;
    /// What has come meanwhile is taken in the same turn, for whose end everything that waits is looked at; some
    /// hundred microseconds, after which other sockets have theirs.
    private static final int BUFFERS_PER_TURN = 32;

    private final Channel channel;
    private final DatagramWriter writer;

    private UdpPort(Channel channel, DatagramWriter writer) {
        this.channel = channel;
        this.writer = writer;
    }

    /// Opens the socket; `sink` is told of datagrams on the loop.
    ///
    /// @throws java.net.BindException (unchecked) when the port is taken
    static UdpPort open(EventLoopGroup group, boolean epoll, InetSocketAddress bind, Turns turns, DatagramSink sink) {
        var channel = prepared(group, epoll, turns, sink)
                .bind(bind)
                .syncUninterruptibly()
                .channel();
        return new UdpPort(channel, writer(channel, epoll, turns));
    }

    /// Opens the socket from the loop, which must not wait for it; `opened` is told on the loop, of nothing when there
    /// is none to be had.
    static void open(
            EventLoopGroup group,
            boolean epoll,
            InetSocketAddress bind,
            Turns turns,
            DatagramSink sink,
            Consumer<Optional<UdpPort>> opened) {
        var binding = prepared(group, epoll, turns, sink).bind(bind);
        binding.addListener(done -> opened.accept(
                done.isSuccess()
                        ? Optional.of(new UdpPort(binding.channel(), new NettyWriter(binding.channel(), epoll)))
                        : Optional.empty()));
    }

    private static DatagramWriter writer(Channel channel, boolean epoll, Turns turns) {
        return LinuxCalls.here()
                .filter(_ -> epoll)
                .<DatagramWriter>map(calls ->
                        new KernelWriter(calls, ((UnixChannel) channel).fd().intValue(), turns))
                .orElseGet(() -> new NettyWriter(channel, epoll));
    }

    private static Bootstrap prepared(EventLoopGroup group, boolean epoll, Turns turns, DatagramSink sink) {
        var bootstrap = new Bootstrap()
                .group(group)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, NettyWriter.WATER_MARK)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RECEIVE_BUFFER).maxMessagesPerRead(BUFFERS_PER_TURN));
        if (epoll) {
            bootstrap.channel(EpollDatagramChannel.class).option(EpollChannelOption.UDP_GRO, true);
        } else {
            bootstrap.channel(NioDatagramChannel.class);
        }
        return bootstrap.handler(new Receiver(turns, sink));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    boolean writable() {
        return writer.writable();
    }

    void burst(InetSocketAddress to, Bytes datagrams, int segmentSize) {
        writer.burst(to, datagrams, segmentSize);
    }

    void flush() {
        writer.flush();
    }

    void close() {
        writer.finish();
        channel.close().syncUninterruptibly();
    }

    /// Closes it from the loop, which must not wait for it, behind what was written.
    void leave() {
        writer.flush();
        channel.close();
    }

    private static final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Turns turns;
        private final DatagramSink sink;

        Receiver(Turns turns, DatagramSink sink) {
            this.turns = turns;
            this.sink = sink;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            var bytes = Bytes.of(ByteBufUtil.getBytes(packet.content()));
            turns.guarded("a datagram", () -> sink.arrived(TransportAddress.udp(packet.sender()), bytes));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            turns.settle();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Port unreachable comes back for peers that left without a word: part of life, and counted.
            turns.discarded("udp-socket");
        }
    }
}
