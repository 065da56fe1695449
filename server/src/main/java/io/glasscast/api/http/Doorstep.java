package io.glasscast.api.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/// Where connections are seen as they come. Where HTTP/2 may come in clear, Vert.x tells of a connection only once
/// its first request's head is there whole, so whoever never gets that far would be nobody's business.
public final class Doorstep {
    private volatile Consumer<Channel> seen = _ -> {};

    /// A Vert.x that stands on it, and on the best transport that this machine has.
    public Vertx vertx(VertxOptions options) {
        return Vertx.builder().with(options).withTransport(transport()).build();
    }

    private Transport transport() {
        var best = Optional.ofNullable(Transport.nativeTransport())
                .filter(Transport::available)
                .orElse(Transport.NIO);
        return new Transport() {
            @Override
            public String name() {
                return best.name();
            }

            @Override
            public boolean available() {
                return best.available();
            }

            @Override
            public Throwable unavailabilityCause() {
                return best.unavailabilityCause();
            }

            @Override
            public io.vertx.core.spi.transport.Transport implementation() {
                return new Watched(best.implementation());
            }
        };
    }

    /// @param connected is told of every connection, on its own event loop, before anything is read
    void watch(Consumer<Channel> connected) {
        seen = connected;
    }

    /// Added to a server's own channel, whose messages are the connections that it accepts.
    @ChannelHandler.Sharable
    private final class Acceptance extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Channel connection) connection.pipeline().addLast(new Arrival());
            ctx.fireChannelRead(message);
        }
    }

    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.pipeline().remove(this);
            seen.accept(ctx.channel());
            ctx.fireChannelActive();
        }
    }

    /// The same, but for servers' channels.
    private final class Watched implements io.vertx.core.spi.transport.Transport {
        private final io.vertx.core.spi.transport.Transport plain;

        Watched(io.vertx.core.spi.transport.Transport plain) {
            this.plain = plain;
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            plain.configure(config, domainSocket, bootstrap);
            bootstrap.handler(new Acceptance());
        }

        @Override
        public boolean supportsDomainSockets() {
            return plain.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return plain.supportFileRegion();
        }

        @Override
        public boolean isAvailable() {
            return plain.isAvailable();
        }

        @Override
        public Throwable unavailabilityCause() {
            return plain.unavailabilityCause();
        }

        @Override
        public java.net.SocketAddress convert(SocketAddress address) {
            return plain.convert(address);
        }

        @Override
        public SocketAddress convert(java.net.SocketAddress address) {
            return plain.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return plain.ioHandlerFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
            return plain.eventLoopGroup(type, threads, factory, ioRatio);
        }

        @Override
        @SuppressWarnings("deprecation") // It is how Vert.x asks.
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return plain.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return plain.datagramChannelFactory();
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return plain.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return plain.serverChannelFactory(domainSocket);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            plain.configure(channel, options);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
            plain.configure(config, domainSocket, bootstrap);
        }
    }
}
