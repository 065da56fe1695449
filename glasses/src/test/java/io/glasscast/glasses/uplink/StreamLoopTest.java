package io.glasscast.glasses.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamLoopTest {
    private static final long STALL_NANOS = 300_000_000;
    private static final Time TIME = Time.system();

    /// Sends as much as it may, and a little at the beginning.
    private static final class Talker implements StreamLoop.Talker {
        private final StreamLoop loop;
        private final Bytes portion;
        private final int enough;
        private final List<Bytes> heard = new ArrayList<>();
        private long sent;
        private boolean sawNoRoom;
        private String lost = "";

        Talker(StreamLoop loop, int portion, int enough) {
            this.loop = loop;
            this.portion = Bytes.of(new byte[portion]);
            this.enough = enough;
        }

        @Override
        public void received(Bytes bytes, long now) {
            heard.add(bytes);
        }

        @Override
        public void turn(boolean room, long now) {
            sawNoRoom |= !room;
            if (!room || sent >= enough) return;
            loop.send(portion, now);
            sent += portion.length();
            loop.wake();
        }

        @Override
        public long deadlineNanos() {
            return Machine.NEVER;
        }

        @Override
        public void lost(String reason) {
            lost = reason;
        }

        @Override
        public boolean over() {
            return !lost.isEmpty();
        }
    }

    private static StreamLoop loop(Weather weather) {
        return new StreamLoop(
                new Surroundings(TIME, Chance.seeded(1), weather, Weather.FAIR, 1, new Trust.Usual()), STALL_NANOS);
    }

    @Test
    void givesUpOnAServerThatTakesNothing() throws Exception {
        try (var server = new ServerSocket()) {
            server.setReceiveBufferSize(4096);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var loop = loop(Weather.FAIR);
            loop.connect((InetSocketAddress) server.getLocalSocketAddress(), false);
            var talker = new Talker(loop, 64 * 1024, 64 << 20);
            loop.wake();
            loop.runUntilOver(talker);
            loop.close();
            assertThat(talker.lost).isEqualTo("the server takes nothing any more");
            assertThat(talker.sawNoRoom).isTrue();
            assertThat(talker.sent).isLessThan(64 << 20);
        }
    }

    @Test
    void delaysAndThenSendsEverythingInOrderWhenItIsToldToHurry() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var loop = loop(Weather.FAIR.withDelayMillis(3_600_000).withLoss(0.9));
            loop.connect((InetSocketAddress) server.getLocalSocketAddress(), false);
            for (int i = 0; i < 50; i++) loop.send(Bytes.of(new byte[] {(byte) i}), TIME.nanos());
            loop.sendNow(Bytes.of(new byte[] {50}));
            loop.close();
            try (var socket = server.accept()) {
                var all = socket.getInputStream().readAllBytes();
                assertThat(all).hasSize(51);
                for (int i = 0; i < all.length; i++) assertThat(all[i]).isEqualTo((byte) i);
            }
        }
    }

    @Test
    void saysThatTheServerHasGone() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var loop = loop(Weather.FAIR);
            loop.connect((InetSocketAddress) server.getLocalSocketAddress(), false);
            server.accept().close();
            var talker = new Talker(loop, 1, 1);
            loop.runUntilOver(talker);
            loop.close();
            assertThat(talker.lost).isEqualTo("the server closed the connection");
        }
    }
}
