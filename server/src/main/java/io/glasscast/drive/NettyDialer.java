package io.glasscast.drive;

import io.glasscast.gates.Dialer;
import io.glasscast.gates.Resolver;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// Connections to the outside, by Netty.
final class NettyDialer implements Dialer, Resolver {
    /// A destination on the other side of the world answers within a second; this is for lost packets on the way.
    private static final int CONNECT_MS = 8_000;

    private static final long TLS_MS = 8_000;

    private final EventLoop loop;
    private final boolean epoll;
    private final Outbound outbound;
    private final SslContext tls;
    private final Turns turns;
    private final OffHeap offHeap;

    /// @param tls with the certificates that are trusted
    NettyDialer(EventLoop loop, boolean epoll, Outbound outbound, SSLContext tls, Turns turns, OffHeap offHeap) {
        this.loop = loop;
        this.epoll = epoll;
        this.outbound = outbound;
        this.tls = new JdkSslContext(
                tls,
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                null,
                false);
        this.turns = turns;
        this.offHeap = offHeap;
    }

    @Override
    public void resolve(String host, Answer answer) {
        // Names are looked up by servers far away, for which the loop must not wait.
        Thread.ofVirtual().name("resolve").start(() -> {
            var found = outbound.find(host);
            loop.execute(() -> {
                turns.guarded("a resolved name", () -> tell(answer, found));
                turns.settle();
            });
        });
    }

    private void tell(Answer answer, Outbound.Found found) {
        switch (found) {
            case Outbound.Found.At(var addresses) -> answer.resolved(addresses, turns.now());
            case Outbound.Found.Unknown() -> answer.failed(Failure.UNKNOWN_HOST, turns.now());
            case Outbound.Found.Refused() -> answer.failed(Failure.NOT_ALLOWED, turns.now());
        }
    }

    @Override
    public void dial(String host, int port, boolean withTls, Caller caller) {
        resolve(host, new Answer() {
            @Override
            public void resolved(List<InetAddress> addresses, long nowNanos) {
                connect(host, new InetSocketAddress(addresses.getFirst(), port), withTls, caller);
            }

            @Override
            public void failed(Failure why, long nowNanos) {
                caller.failed(why, nowNanos);
            }
        });
    }

    private void connect(String host, InetSocketAddress to, boolean withTls, Caller caller) {
        new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelWire.WATER_MARK)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (withTls) channel.pipeline().addLast(tlsTo(host, to.getPort(), channel));
                        channel.pipeline().addLast(new Connecting(channel, withTls, caller));
                    }
                })
                .connect(to)
                .addListener(done -> {
                    if (!done.isSuccess()) failed(caller, failure(done.cause()));
                });
    }

    private SslHandler tlsTo(String host, int port, SocketChannel channel) {
        var handler = tls.newHandler(channel.alloc(), host, port);
        handler.setHandshakeTimeoutMillis(TLS_MS);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    private void failed(Caller caller, Failure why) {
        turns.guarded("a call that failed", () -> caller.failed(why, turns.now()));
        turns.settle();
    }

    private static Failure failure(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException _ -> Failure.TIMED_OUT;
            case ConnectException refused
            when refused.getMessage() != null && refused.getMessage().contains("refused") -> Failure.REFUSED;
            default -> Failure.UNREACHABLE;
        };
    }

    /// Stands in for the wire until the connection is ready, then hands over.
    private final class Connecting extends ChannelInboundHandlerAdapter {
        private final SocketChannel channel;
        private final boolean withTls;
        private final Caller caller;
        private boolean told;

        Connecting(SocketChannel channel, boolean withTls, Caller caller) {
            this.channel = channel;
            this.withTls = withTls;
            this.caller = caller;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!withTls) open(ctx);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent done)) return;
            if (done.isSuccess()) open(ctx);
            else refused(ctx);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            refused(ctx);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            refused(ctx);
        }

        private void open(ChannelHandlerContext ctx) {
            told = true;
            var wire = new ChannelWire(channel, turns, offHeap, ready -> caller.connected(ready, turns.now()));
            ctx.pipeline().replace(this, "wire", wire);
            wire.open();
        }

        private void refused(ChannelHandlerContext ctx) {
            if (!told) failed(caller, withTls ? Failure.TLS : Failure.UNREACHABLE);
            told = true;
            ctx.close();
        }
    }
}
