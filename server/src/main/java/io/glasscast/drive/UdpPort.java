package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One UDP socket: datagrams in, datagrams out, many at a time where the kernel takes them so.
final class UdpPort {
    private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);

    /// A keyframe to hundreds of viewers leaves in one turn of the loop; the kernel holds what the card cannot take
    /// yet. It grants less when net.core.wmem_max says so.
    private static final int SOCKET_BUFFER = 4 << 20;
    /// Coalesced datagrams of one sender come as one buffer (UDP_GRO).
    private static final int RECEIVE_BUFFER = 65_535;
    /// Above the high mark viewers drop frames rather than queue them.
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);
    /// The kernel cuts at most this many segments out of one send (UDP_MAX_SEGMENTS).
    private static final int MAX_SEGMENTS = 64;
    private static final int MAX_SEND = 65_000;

    /// So much is handed to the kernel at a time. What a turn of the loop sends to hundreds of viewers must not
    /// pile up here: above the water mark it would look as if nothing could leave.
    private static final int FLUSH_BYTES = 256 << 10;

    private final Channel channel;
    private boolean segments;
    private int unflushed;

    private UdpPort(Channel channel, boolean segments) {
        this.channel = channel;
        this.segments = segments;
    }

    /// Opens the socket; `sink` is told of datagrams on the loop.
    ///
    /// @throws java.net.BindException (unchecked) when the port is taken
    static UdpPort open(EventLoopGroup group, boolean epoll, InetSocketAddress bind, Turns turns, DatagramSink sink) {
        var channel = prepared(group, epoll, turns, sink)
                .bind(bind)
                .syncUninterruptibly()
                .channel();
        return new UdpPort(channel, segmented(epoll));
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
                done.isSuccess() ? Optional.of(new UdpPort(binding.channel(), segmented(epoll))) : Optional.empty()));
    }

    private static boolean segmented(boolean epoll) {
        return epoll && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    private static Bootstrap prepared(EventLoopGroup group, boolean epoll, Turns turns, DatagramSink sink) {
        var bootstrap = new Bootstrap()
                .group(group)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BUFFER));
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
        return channel.isWritable();
    }

    void burst(InetSocketAddress to, Bytes datagrams, int segmentSize) {
        int perSend = segments ? Math.min(MAX_SEGMENTS, MAX_SEND / segmentSize) * segmentSize : segmentSize;
        for (int at = 0; at < datagrams.length(); at += perSend) {
            int length = Math.min(perSend, datagrams.length() - at);
            if (length <= segmentSize) {
                write(to, datagrams, at, length);
            } else {
                channel.write(new SegmentedDatagramPacket(copy(datagrams, at, length), segmentSize, to))
                        .addListener(done -> {
                            if (!done.isSuccess()) withoutSegments(done.cause());
                        });
            }
        }
        unflushed += datagrams.length();
        if (unflushed >= FLUSH_BYTES) flush();
    }

    void flush() {
        unflushed = 0;
        channel.flush();
    }

    void close() {
        channel.close().syncUninterruptibly();
    }

    /// Closes it from the loop, which must not wait for it, behind what was written.
    void leave() {
        channel.flush();
        channel.close();
    }

    private void write(InetSocketAddress to, Bytes datagram, int at, int length) {
        channel.write(new DatagramPacket(copy(datagram, at, length), to), channel.voidPromise());
    }

    private ByteBuf copy(Bytes bytes, int at, int length) {
        var buffer = channel.alloc().directBuffer(length);
        return buffer.writeBytes(bytes.array(), bytes.arrayOffset() + at, length);
    }

    /// Some interfaces refuse segmented sends; what was refused is lost once, as a packet may be.
    private void withoutSegments(Throwable cause) {
        if (!segments || !(cause instanceof java.io.IOException)) return;
        segments = false;
        LOG.atInfo().addKeyValue("cause", cause.getMessage()).log("segmented sends are refused here: sending singly");
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
