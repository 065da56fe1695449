package io.glasscast.drive;

import io.glasscast.gates.Wire;
import io.glasscast.gates.WireEnd;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// A TCP port whose connections end in a gate, with or without TLS in front.
final class WirePort {
    /// Farewells are a few hundred bytes; a peer that does not read even those is left alone.
    private static final long CLOSING_MS = 500;

    private final Channel server;
    private final ChannelGroup connections;

    private WirePort(Channel server, ChannelGroup connections) {
        this.server = server;
        this.connections = connections;
    }

    /// @param tls      what to shake hands with, if at all
    /// @param places   for connections, those included that have not got through TLS yet
    /// @param noPlace  learns of every connection that got none, and why, as [Places#take] has it
    /// @param accepted learns of every connection that is ready
    /// @throws java.net.BindException (unchecked) when the port is taken
    static WirePort open(
            EventLoopGroup group,
            boolean epoll,
            InetSocketAddress bind,
            Optional<SslContext> tls,
            Places places,
            Consumer<String> noPlace,
            Turns turns,
            OffHeap offHeap,
            Function<Wire, WireEnd> accepted) {
        var connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
        var server = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelWire.WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        var from = channel.remoteAddress().getAddress();
                        var objection = places.take(from);
                        if (objection.isPresent()) {
                            noPlace.accept(objection.get());
                            channel.close();
                            return;
                        }
                        connections.add(channel);
                        channel.closeFuture().addListener(_ -> places.leave(from));
                        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                        channel.pipeline().addLast(new Opening(channel, tls.isPresent(), turns, offHeap, accepted));
                    }
                })
                .bind(bind)
                .syncUninterruptibly()
                .channel();
        return new WirePort(server, connections);
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /// Stops listening, and lets what was written leave before the connections close.
    void close() {
        server.close().syncUninterruptibly();
        for (var channel : connections)
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        connections.newCloseFuture().awaitUninterruptibly(CLOSING_MS, TimeUnit.MILLISECONDS);
    }

    /// Stands in for the wire until the connection is ready, then hands over.
    private static final class Opening extends ChannelInboundHandlerAdapter {
        private final SocketChannel channel;
        private final boolean tls;
        private final Turns turns;
        private final OffHeap offHeap;
        private final Function<Wire, WireEnd> accepted;

        Opening(SocketChannel channel, boolean tls, Turns turns, OffHeap offHeap, Function<Wire, WireEnd> accepted) {
            this.channel = channel;
            this.tls = tls;
            this.turns = turns;
            this.offHeap = offHeap;
            this.accepted = accepted;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!tls) open(ctx);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) open(ctx);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            turns.discarded("tls-handshake");
            ctx.close();
        }

        private void open(ChannelHandlerContext ctx) {
            var wire = new ChannelWire(channel, turns, offHeap, accepted);
            ctx.pipeline().replace(this, "wire", wire);
            wire.open();
        }
    }
}
