package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real sockets on loopback.
class EarTest {
    private static final long PATIENCE_SECONDS = 10;
    private static final int PICTURE = 7;
    private static final int SOUND = 8;

    private record Heard(InetSocketAddress from, Bytes datagram) {}

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private volatile boolean wantsMedia = true;

    private final Ear.Owner owner = new Ear.Owner() {
        @Override
        public boolean wantsMedia() {
            return wantsMedia;
        }

        @Override
        public void received(InetSocketAddress from, Bytes datagram) {
            heard.add(new Heard(from, datagram));
        }
    };

    @BeforeEach
    void needsLinux() {
        assumeTrue(Epoll.isAvailable(), "viewers' sockets are Linux's");
    }

    @Test
    void whoWantsMediaIsHandedItAndItIsCounted() throws Exception {
        try (var gallery = new Gallery();
                var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var ear = Ear.open(gallery, owner);
            send(server, ear, rtp(1));
            assertThat(next()).isEqualTo(new Heard(address(server), rtp(1)));
            assertThat(gallery.ask(ear::count)).isEqualTo(new Ear.Count(1, 8L * rtp(1).length(), 0));
        }
    }

    @Test
    void whoRestsCountsMediaMissesWhatIsMissingAndHearsAllElse() throws Exception {
        try (var gallery = new Gallery();
                var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var ear = Ear.open(gallery, owner);
            wantsMedia = false;
            send(server, ear, rtp(65_534));
            // More than are taken at once, with a gap, across the wrap of sequence numbers.
            for (int i = 0; i < 200; i++) if (i < 50 || i >= 60) send(server, ear, rtp(65_535 + i & 0xFFFF));
            var request = Bytes.hex("00010000 2112a442 000102030405060708090a0b");
            send(server, ear, request);

            assertThat(next()).isEqualTo(new Heard(address(server), request));
            assertThat(gallery.ask(ear::count)).isEqualTo(new Ear.Count(191, 191L * 8 * rtp(1).length(), 10));
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void soundBehindAPictureIsCountedThoughItsHeaderIsNotRead() throws Exception {
        try (var gallery = new Gallery()) {
            var server = new Bootstrap()
                    .group(gallery.loop())
                    .channel(EpollDatagramChannel.class)
                    .handler(new ChannelHandlerAdapter() {})
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            var ear = Ear.open(gallery, owner);
            wantsMedia = false;
            long bytes = 0;
            for (var packets : List.of(
                    List.of(rtp(SOUND, 50, 100)),
                    List.of(rtp(PICTURE, 1, 1000), rtp(PICTURE, 2, 1000), rtp(SOUND, 51, 100)),
                    List.of(rtp(SOUND, 52, 100)),
                    // The third picture and two packets of sound are lost.
                    List.of(rtp(PICTURE, 4, 1000), rtp(PICTURE, 5, 990)),
                    List.of(rtp(PICTURE, 6, 1000), rtp(SOUND, 55, 100)),
                    List.of(rtp(SOUND, 56, 100)))) {
                var burst = new ByteWriter();
                packets.forEach(burst::bytes);
                bytes += burst.toBytes().length();
                server.writeAndFlush(new SegmentedDatagramPacket(
                                Unpooled.wrappedBuffer(burst.toBytes().toArray()),
                                packets.getFirst().length(),
                                ear.address()))
                        .sync();
                // The first alone is listened to whole; then it rests.
                while (gallery.ask(ear::count).packets() == 0) Thread.onSpinWait();
            }
            while (gallery.ask(ear::count).packets() < 10) Thread.onSpinWait();

            assertThat(gallery.ask(ear::count)).isEqualTo(new Ear.Count(10, 8 * bytes, 3));
            server.close().sync();
        }
    }

    @Test
    void aClosedOneIsLeftAlone() throws Exception {
        try (var gallery = new Gallery();
                var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var ear = Ear.open(gallery, owner);
            wantsMedia = false;
            send(server, ear, rtp(1));
            while (gallery.ask(ear::count).packets() == 0) Thread.onSpinWait();
            gallery.ask(() -> {
                ear.close();
                ear.take(gallery.drain());
                return true;
            });
            assertThat(gallery.ask(ear::count).packets()).isEqualTo(1);
        }
    }

    private Heard next() throws InterruptedException {
        var next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    private static void send(DatagramSocket from, Ear to, Bytes datagram) throws Exception {
        from.send(new DatagramPacket(datagram.toArray(), datagram.length(), to.address()));
    }

    private static Bytes rtp(int sequence) {
        return rtp(PICTURE, sequence, 100);
    }

    private static Bytes rtp(int ssrc, int sequence, int payload) {
        return new ByteWriter()
                .u8(0x80)
                .u8(96)
                .u16(sequence)
                .u32(90_000)
                .u32(ssrc)
                .bytes(new byte[payload])
                .toBytes();
    }
}
