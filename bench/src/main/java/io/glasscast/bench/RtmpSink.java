package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.rtmp.RtmpServerPeer;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Input;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Output;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A destination for any number of restreams, which lets everybody publish and counts what comes. Lives on the
/// gallery's thread.
final class RtmpSink implements AutoCloseable {
    private static final int READ_BYTES = 64 * 1024;

    private final Chance chance;
    private final int wanted;
    private final CompletableFuture<Boolean> all = new CompletableFuture<>();
    private final Channel server;
    private int publishing;
    private long bytes;
    private String trouble = "";

    /// @param wanted how many are expected
    RtmpSink(Gallery gallery, Chance chance, int wanted) throws InterruptedException {
        this.chance = chance;
        this.wanted = wanted;
        this.server = new ServerBootstrap()
                .group(gallery.loop())
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Handler());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    String address(String name) {
        return "rtmp://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/live/" + name;
    }

    /// Completes when all that are expected send pictures.
    CompletableFuture<Boolean> all() {
        return all;
    }

    /// On the gallery's thread.
    ///
    /// @return so far, with what carries the media
    /// @throws IOException when one has gone
    long bytes() throws IOException {
        if (!trouble.isEmpty()) throw new IOException(trouble);
        return bytes;
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
    }

    private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final RtmpServerPeer peer = new RtmpServerPeer(chance, System.nanoTime());
        private boolean shows;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf portion) {
            bytes += portion.readableBytes();
            handle(ctx, new Input.Received(Bytes.of(ByteBufUtil.getBytes(portion))));
            ctx.flush();
        }

        private void handle(ChannelHandlerContext ctx, Input input) {
            Consumer<Output> outputs = output -> {
                switch (output) {
                    case Output.Transmit(var out) ->
                        ctx.write(
                                Unpooled.wrappedBuffer(out.array(), out.arrayOffset(), out.length()),
                                ctx.voidPromise());
                    case Output.PublishAsked _ -> handle(ctx, new Input.Accept());
                    case Output.Media _ -> {
                        if (!shows && ++publishing == wanted) all.complete(true);
                        shows = true;
                    }
                    case Output.Closed(var why) -> fail(ctx, why);
                    case Output.PlayAsked _, Output.Paused _, Output.Left _ -> {}
                }
            };
            peer.handle(input, System.nanoTime(), outputs);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail(ctx, "the server ended a restream");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(ctx, String.valueOf(cause.getMessage()));
        }

        private void fail(ChannelHandlerContext ctx, String why) {
            if (trouble.isEmpty()) trouble = why;
            ctx.close();
        }
    }
}
