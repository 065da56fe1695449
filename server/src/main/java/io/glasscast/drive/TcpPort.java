package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/// ICE over TCP, passive side (RFC 6544): every packet behind a 16-bit length (RFC 4571 §2).
final class TcpPort {
    /// Each costs a descriptor and buffers; viewers behind firewalls that drop UDP are few.
    private static final int MAX_CONNECTIONS = 1_000;
    /// Viewers of one company behind such a firewall.
    private static final int MAX_AN_ADDRESS = 100;
    /// Connectivity checks come every few seconds on a connection in use (RFC 7675 §5.1: consent lives 30 s).
    private static final int IDLE_SECONDS = 35;
    /// A frame or two at 10 Mbit/s; above it the viewer drops to the next keyframe.
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    /// More than a keyframe takes; what would have to wait beyond it is dropped, as it would be by UDP. Before a
    /// frame it is asked whether there is room, but frames are not all that is sent: whoever sends check after
    /// check, and reads none of the answers, would fill our memory.
    private static final int MOST_WAITING = 4 << 20;

    private final Channel server;
    private final Map<InetSocketAddress, Channel> connections;
    private final Turns turns;

    private TcpPort(Channel server, Map<InetSocketAddress, Channel> connections, Turns turns) {
        this.server = server;
        this.connections = connections;
        this.turns = turns;
    }

    /// @throws java.net.BindException (unchecked) when the port is taken
    static TcpPort open(EventLoopGroup group, boolean epoll, InetSocketAddress bind, Turns turns, DatagramSink sink) {
        Map<InetSocketAddress, Channel> connections = new HashMap<>();
        var places = new Places(MAX_CONNECTIONS, MAX_AN_ADDRESS);
        var server = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        var remote = channel.remoteAddress();
                        var objection = places.take(remote.getAddress());
                        if (objection.isPresent()) {
                            turns.discarded("ice-tcp-connections-" + objection.get());
                            channel.close();
                            return;
                        }
                        connections.put(remote, channel);
                        channel.closeFuture().addListener(_ -> {
                            connections.remove(remote, channel);
                            places.leave(remote.getAddress());
                        });
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(0xFFFF + 2, 0, 2, 0, 2))
                                // Behind it, so that a byte now and then is silence: only whole packets are not.
                                .addLast(new IdleStateHandler(IDLE_SECONDS, 0, 0))
                                .addLast(new Receiver(turns, sink, TransportAddress.tcp(channel.remoteAddress())));
                    }
                })
                .bind(bind)
                .syncUninterruptibly()
                .channel();
        return new TcpPort(server, connections, turns);
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    boolean writable(InetSocketAddress to) {
        var channel = connections.get(to);
        return channel != null && channel.isWritable();
    }

    void burst(InetSocketAddress to, Bytes datagrams, int segmentSize) {
        var channel = connections.get(to);
        if (channel == null || !channel.isActive()) return;
        if (channel.bytesBeforeWritable() > MOST_WAITING) {
            turns.discarded("ice-tcp-full");
            return;
        }
        for (int at = 0; at < datagrams.length(); at += segmentSize) {
            int length = Math.min(segmentSize, datagrams.length() - at);
            var buffer = channel.alloc().directBuffer(2 + length).writeShort(length);
            channel.write(
                    buffer.writeBytes(datagrams.array(), datagrams.arrayOffset() + at, length), channel.voidPromise());
        }
        channel.flush();
    }

    void close() {
        server.close().syncUninterruptibly();
        for (var channel : java.util.List.copyOf(connections.values())) channel.close();
    }

    private static final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {
        private final Turns turns;
        private final DatagramSink sink;
        private final TransportAddress from;

        Receiver(Turns turns, DatagramSink sink, TransportAddress from) {
            this.turns = turns;
            this.sink = sink;
            this.from = from;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf packet) {
            var bytes = Bytes.of(ByteBufUtil.getBytes(packet));
            turns.guarded("a datagram over TCP", () -> sink.arrived(from, bytes));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            turns.settle();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof IdleStateEvent) ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            turns.discarded("ice-tcp-socket");
            ctx.close();
        }
    }
}
