package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.rtmp.RtmpUrl;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// One player of RTMP that counts what comes. Lives on the gallery's thread.
final class RtmpPlayer {
    private static final int READ_BYTES = 64 * 1024;
    /// More than a server says before there are pictures, less than a keyframe has.
    private static final int PICTURES = 8 * 1024;
    /// As often as servers like to hear from players.
    private static final int ACKNOWLEDGE_BYTES = 1 << 20;
    /// Doors have a limit for each address: from one machine, players come from several of its own.
    private static final int AN_ADDRESS = 100;

    private enum State {
        SHAKING_HANDS,
        CONNECTING,
        CREATING,
        PLAYING
    }

    private final RtmpPlay words;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private final ByteBuf answer = Unpooled.buffer(RtmpPlay.ANSWER);
    private State state = State.SHAKING_HANDS;
    private long bytes;
    private long acknowledged;
    private String trouble = "";

    private RtmpPlayer(RtmpUrl url) {
        this.words = new RtmpPlay(url);
    }

    /// @param number of the player, which decides what address it comes from
    /// @throws IOException when nobody listens there
    static RtmpPlayer open(Gallery gallery, RtmpUrl url, int number) throws IOException, InterruptedException {
        var player = new RtmpPlayer(url);
        var server = new InetSocketAddress(url.host(), url.port());
        var bootstrap = new Bootstrap()
                .group(gallery.loop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .handler(player.new Handler());
        if (!server.isUnresolved() && server.getAddress().isLoopbackAddress())
            bootstrap.localAddress("127.0.%d.1".formatted(1 + number / AN_ADDRESS % 250), 0);
        var connecting = bootstrap.connect(server).await();
        if (!connecting.isSuccess())
            throw new IOException("cannot connect: " + connecting.cause().getMessage());
        return player;
    }

    /// Completes with the first pictures.
    CompletableFuture<Boolean> started() {
        return started;
    }

    /// On the gallery's thread.
    ///
    /// @return bytes so far, with what carries the media
    /// @throws IOException when no more will come
    long bytes() throws IOException {
        if (!trouble.isEmpty()) throw new IOException(trouble);
        return bytes;
    }

    private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            send(ctx, RtmpPlay.hello());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf portion) {
            switch (state) {
                case SHAKING_HANDS -> {
                    portion.readBytes(answer, Math.min(portion.readableBytes(), answer.writableBytes()));
                    if (answer.writableBytes() > 0) return;
                    // C2 is S1 again.
                    send(ctx, Bytes.of(ByteBufUtil.getBytes(answer, 1, RtmpPlay.PACKET)));
                    send(ctx, words.connect());
                    state = State.CONNECTING;
                }
                case CONNECTING -> {
                    send(ctx, RtmpPlay.createStream());
                    state = State.CREATING;
                }
                case CREATING -> {
                    send(ctx, words.play());
                    state = State.PLAYING;
                }
                case PLAYING -> count(ctx, portion.readableBytes());
            }
        }

        private void count(ChannelHandlerContext ctx, int more) {
            bytes += more;
            if (bytes > PICTURES) started.complete(true);
            if (bytes - acknowledged < ACKNOWLEDGE_BYTES) return;
            acknowledged = bytes;
            send(ctx, RtmpPlay.acknowledgement(bytes));
        }

        private void send(ChannelHandlerContext ctx, Bytes words) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(words.toArray()), ctx.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail("the server ended a connection");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(String.valueOf(cause.getMessage()));
            ctx.close();
        }

        private void fail(String why) {
            if (trouble.isEmpty()) trouble = why;
            started.completeExceptionally(new IOException(why));
        }
    }
}
