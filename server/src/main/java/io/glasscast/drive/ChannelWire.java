package io.glasscast.drive;

import io.glasscast.gates.Wire;
import io.glasscast.gates.WireEnd;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A TCP connection as gates see it, and the last handler of its pipeline.
final class ChannelWire extends SimpleChannelInboundHandler<ByteBuf> implements Wire {
    /// A second of 4 Mbit/s; whoever is further behind does not keep up.
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    /// For what was written last to leave.
    private static final int FAREWELL_SECONDS = 5;

    /// From here on bytes go out by themselves, shared with other connections; below, copying costs less than a
    /// piece more in the kernel's call.
    private static final int LARGE = 1_024;
    /// Headers and sound between two pictures.
    private static final int SMALL_CAPACITY = 1_024;

    private final Channel channel;
    private final TransportAddress remote;
    private final Turns turns;
    private final OffHeap offHeap;
    private final Function<Wire, WireEnd> opening;
    private @Nullable WireEnd end;
    /// What is queued behind the channel's last buffer.
    private @Nullable ByteBuf small;
    private boolean dirty;

    /// @param offHeap shared by all connections of the loop
    /// @param opening called once the connection is ready, TLS and all
    ChannelWire(Channel channel, Turns turns, OffHeap offHeap, Function<Wire, WireEnd> opening) {
        this.channel = channel;
        this.remote = TransportAddress.tcp((InetSocketAddress) channel.remoteAddress());
        this.turns = turns;
        this.offHeap = offHeap;
        this.opening = opening;
    }

    /// The connection is ready for the gate.
    void open() {
        turns.guarded("a connection", () -> end = opening.apply(this));
        if (end == null) channel.close();
        flush();
        turns.settle();
    }

    @Override
    public TransportAddress remote() {
        return remote;
    }

    @Override
    public void write(Bytes bytes) {
        if (!channel.isActive()) return;
        queue(bytes);
        if (dirty) return;
        dirty = true;
        // One flush a turn, however many writes it had.
        channel.eventLoop().execute(this::flush);
    }

    private void queue(Bytes bytes) {
        if (bytes.length() >= LARGE) {
            queueSmall();
            channel.write(offHeap.of(bytes), channel.voidPromise());
            return;
        }
        if (small == null) small = channel.alloc().directBuffer(SMALL_CAPACITY);
        small.writeBytes(bytes.array(), bytes.arrayOffset(), bytes.length());
    }

    private void queueSmall() {
        var queued = small;
        small = null;
        if (queued != null) channel.write(queued, channel.voidPromise());
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void close() {
        queueSmall();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        // A peer that reads nothing any more would keep the socket until TCP gives up, which takes minutes.
        channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
        var gate = end;
        if (gate == null) return;
        var received = Bytes.of(ByteBufUtil.getBytes(bytes));
        turns.guarded("bytes of a connection", () -> gate.received(received, turns.now()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (dirty) flush();
        turns.settle();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var gate = end;
        end = null;
        if (small != null) small.release();
        small = null;
        if (gate == null) return;
        turns.guarded("the end of a connection", () -> gate.closed(turns.now()));
        turns.settle();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        turns.discarded("tcp-socket");
        ctx.close();
    }

    private void flush() {
        dirty = false;
        queueSmall();
        channel.flush();
    }
}
