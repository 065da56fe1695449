package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets Netty send: for sockets with little to send, and where the kernel is not one that [KernelWriter] knows.
final class NettyWriter implements DatagramWriter {
    private static final Logger LOG = LoggerFactory.getLogger(NettyWriter.class);

    /// Above the high mark viewers drop frames rather than queue them.
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

    /// So much is handed to the kernel at a time. What a turn of the loop sends to hundreds of viewers must not
    /// pile up here: above the water mark it would look as if nothing could leave.
    private static final int FLUSH_BYTES = 256 << 10;

    private final Channel channel;
    private boolean segments;
    private int unflushed;

    NettyWriter(Channel channel, boolean epoll) {
        this.channel = channel;
        this.segments = epoll && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void burst(InetSocketAddress to, Bytes datagrams, int segmentSize) {
        int perSend = segments
                ? Math.min(SendBatch.MAX_SEGMENTS, SendBatch.MAX_MESSAGE_BYTES / segmentSize) * segmentSize
                : segmentSize;
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

    @Override
    public void flush() {
        unflushed = 0;
        channel.flush();
    }

    /// Closing the channel waits.
    @Override
    public void finish() {}

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
}
