package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One viewer's UDP socket. It counts the RTP packets that arrive and hands on what its owner wants to see. As soon as
/// that is no media any more, it rests: twenty times a second it takes what waits, and reads of datagrams that came
/// together the first one's header, so that those who watch hardly cost anything beside the server that feeds them.
final class Ear {
    /// Called on the loop.
    interface Owner {
        /// Whether packets of media are to be handed on too, and not only counted.
        boolean wantsMedia();

        void received(InetSocketAddress from, Bytes datagram);
    }

    /// What has arrived by some moment.
    ///
    /// @param packets of RTP
    /// @param bits    in them, on UDP
    /// @param missing sequence numbers that nobody sent, or that were lost
    record Count(long packets, long bits, long missing) {
        static final Count NOTHING = new Count(0, 0, 0);

        Count plus(Count other) {
            return new Count(packets + other.packets, bits + other.bits, missing + other.missing);
        }

        Count minus(Count earlier) {
            return new Count(packets - earlier.packets, bits - earlier.bits, missing - earlier.missing);
        }
    }

    /// Picture, sound, and retransmissions of each.
    private static final int MAX_SOURCES = 4;

    /// Pictures are cut evenly: what is shorter than the rest by more bytes is none of them.
    private static final int UNEVEN = 64;

    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int LARGEST_BURST = 65_535;

    private final Gallery gallery;
    private final Owner owner;
    private final Loss loss;
    private @Nullable EpollDatagramChannel channel;
    private boolean resting;
    private final int[] ssrcs = new int[MAX_SOURCES];
    private final int[] newest = new int[MAX_SOURCES];
    private final long[] span = new long[MAX_SOURCES];
    private final long[] seen = new long[MAX_SOURCES];
    private int sources;
    private long bits;
    /// Packets whose headers were not there to be read, behind those of the source `followed`.
    private long followers;

    private int followed = -1;

    private Ear(Gallery gallery, Owner owner, Loss loss) {
        this.gallery = gallery;
        this.owner = owner;
        this.loss = loss;
    }

    static Ear open(Gallery gallery, Owner owner) throws InterruptedException {
        return open(gallery, owner, Loss.NONE);
    }

    /// @param loss of the network that the socket is in, both ways
    static Ear open(Gallery gallery, Owner owner, Loss loss) throws InterruptedException {
        var ear = new Ear(gallery, owner, loss);
        ear.channel = (EpollDatagramChannel) new Bootstrap()
                .group(gallery.loop())
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_BURST))
                .option(EpollChannelOption.UDP_GRO, true)
                .handler(ear.new Handler())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return ear;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel().localAddress();
    }

    /// On the loop.
    Count count() {
        if (resting) take(gallery.drain());
        long packets = followers;
        long missing = 0;
        long missingOfOthers = 0;
        for (int i = 0; i < sources; i++) {
            packets += seen[i];
            if (i == followed) missing += Math.max(0, span[i] - seen[i]);
            else missingOfOthers += Math.max(0, span[i] - seen[i]);
        }
        return new Count(packets, bits, missing + Math.max(0, missingOfOthers - followers));
    }

    void send(InetSocketAddress to, Bytes datagram) {
        if (loss.strikes()) return;
        var copy = Unpooled.copiedBuffer(datagram.array(), datagram.arrayOffset(), datagram.length());
        channel().writeAndFlush(new DatagramPacket(copy, to), channel().voidPromise());
    }

    void close() {
        channel().close();
    }

    private EpollDatagramChannel channel() {
        return Objects.requireNonNull(channel);
    }

    /// RFC 5761 §4: packet types 192 to 223 are RTCP's.
    private static boolean isMedia(ByteBuf datagram) {
        if (datagram.readableBytes() < 12 || (datagram.getByte(datagram.readerIndex()) & 0xC0) != 0x80) return false;
        int type = datagram.getUnsignedByte(datagram.readerIndex() + 1);
        return type < 192 || type > 223;
    }

    boolean isClosed() {
        return !channel().isOpen();
    }

    private void rest() {
        resting = true;
        channel().config().setAutoRead(false);
        gallery.rest(this);
    }

    /// Takes what waits. On the loop.
    void take(Drain drain) {
        if (!isClosed()) drain.read(channel().fd().intValue(), this::heard);
    }

    private void heard(ByteBuf head, int bytes, int datagrams) {
        if (isMedia(head)) note(head, bytes, datagrams);
        else owner.received(gallery.drain().sender(), Bytes.of(ByteBufUtil.getBytes(head)));
    }

    /// @param first     of packets of one source, in a row; the last may be one of sound
    /// @param bytes     of all
    /// @param datagrams how many
    private void note(ByteBuf first, int bytes, int datagrams) {
        int at = first.readerIndex();
        bits += 8L * bytes;
        int size = first.readableBytes();
        boolean followedBySound = datagrams > 1 && bytes - (datagrams - 1) * size < size - UNEVEN;
        int packets = followedBySound ? datagrams - 1 : datagrams;
        int last = first.getUnsignedShort(at + 2) + packets - 1;
        int ssrc = first.getInt(at + 8);
        int source = 0;
        while (source < sources && ssrcs[source] != ssrc) source++;
        if (source == sources) {
            if (sources == MAX_SOURCES) return;
            ssrcs[sources++] = ssrc;
            newest[source] = last;
            span[source] = packets;
        }
        if (followedBySound) {
            followers++;
            followed = source;
        }
        seen[source] += packets;
        int ahead = (short) (last - newest[source]);
        if (ahead <= 0) return;
        newest[source] = last;
        span[source] += ahead;
    }

    private final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            if (loss.strikes()) return;
            var content = packet.content();
            boolean media = isMedia(content);
            if (media) note(content, content.readableBytes(), 1);
            if (!media || owner.wantsMedia()) owner.received(packet.sender(), Bytes.of(ByteBufUtil.getBytes(content)));
            // In a rough network each datagram has its own luck.
            if (media && !resting && loss == Loss.NONE && !owner.wantsMedia()) rest();
        }

        /// A server that has gone: the count says so.
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
    }
}
