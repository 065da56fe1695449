package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.netty.channel.epoll.Epoll;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real sockets on loopback.
class EarTest {
    private static final long PATIENCE_SECONDS = 10;

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
        return new ByteWriter()
                .u8(0x80)
                .u8(96)
                .u16(sequence)
                .u32(90_000)
                .u32(7)
                .bytes(new byte[100])
                .toBytes();
    }
}
