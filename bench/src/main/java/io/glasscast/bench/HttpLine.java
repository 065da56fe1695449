package io.glasscast.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.URI;

/// One HTTP/1.1 connection that is kept, and asked for one thing at a time.
final class HttpLine {
    private static final int READ_BYTES = 128 * 1024;
    private static final int HTTP_PORT = 80;

    /// Called on the gallery's thread.
    interface Owner {
        void answered(HttpLine line, int status, byte[] body, long length);

        /// The connection is gone, or what came was no HTTP.
        void broken(String why);
    }

    private final Channel channel;
    private final String host;
    private final ResponseReader reader;
    private boolean closing;

    private HttpLine(Channel channel, String host, Owner owner) {
        this.channel = channel;
        this.host = host;
        this.reader = new ResponseReader((status, body, length) -> owner.answered(this, status, body, length));
        channel.pipeline().addLast(new Handler(owner));
    }

    /// @throws IOException when nobody listens there
    static HttpLine open(Gallery gallery, URI server, Owner owner) throws IOException, InterruptedException {
        int port = server.getPort() < 0 ? HTTP_PORT : server.getPort();
        var connecting = new Bootstrap()
                .group(gallery.loop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                // Nothing is read before somebody is there to read it.
                .option(ChannelOption.AUTO_READ, false)
                .handler(new SimpleChannelInboundHandler<Object>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, Object nothing) {}
                })
                .connect(server.getHost(), port)
                .await();
        if (!connecting.isSuccess())
            throw new IOException("cannot connect: " + connecting.cause().getMessage());
        var channel = connecting.channel();
        return gallery.ask(() -> {
            channel.pipeline().removeFirst();
            var line = new HttpLine(channel, server.getHost() + ":" + port, owner);
            channel.config().setAutoRead(true);
            return line;
        });
    }

    /// On the gallery's thread.
    ///
    /// @param path with its query
    /// @param keep whether the body is handed to the owner
    void get(String path, boolean keep) {
        reader.keep(keep);
        var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n";
        channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), request), channel.voidPromise());
    }

    void close() {
        channel.eventLoop().execute(() -> {
            closing = true;
            channel.close();
        });
    }

    private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final Owner owner;

        Handler(Owner owner) {
            this.owner = owner;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            reader.read(bytes);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!closing) owner.broken("the server ended a connection");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!closing) owner.broken(String.valueOf(cause.getMessage()));
            closing = true;
            ctx.close();
        }
    }
}
