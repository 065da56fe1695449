package io.glasscast.drive;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real sockets on loopback.
@Timeout(60)
class UdpPortTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int DATAGRAMS = 40;

    /// How many datagrams came in each turn of the loop.
    private static final class Count extends FakeTurns {
        private final List<Integer> turns = new ArrayList<>();
        private final CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        private int arrived;
        private int before;

        @Override
        public void settle() {
            turns.add(arrived - before);
            before = arrived;
            if (arrived == DATAGRAMS) all.complete(turns);
        }

        @Override
        public void discarded(String why) {
            all.completeExceptionally(new AssertionError(why));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatHasComeMeanwhileIsTakenInOneTurnAndMuchOfItInTwo(boolean epoll) throws Exception {
        assumeTrue(!epoll || Epoll.isAvailable(), "epoll is Linux's");
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        var count = new Count();
        var port = UdpPort.open(group, epoll, new InetSocketAddress(HERE, 0), count, (_, _) -> count.arrived++);
        try (var sender = new DatagramSocket()) {
            var busy = new CountDownLatch(1);
            var sent = new CountDownLatch(1);
            var work = group.next().submit(() -> {
                busy.countDown();
                sent.await();
                return true;
            });
            busy.await();
            for (int i = 0; i < DATAGRAMS; i++) sender.send(new DatagramPacket(new byte[100], 100, port.address()));
            sent.countDown();
            work.sync();
            assertThat(count.all.get(30, SECONDS)).containsExactly(32, 8);
        } finally {
            port.close();
            group.shutdownGracefully(0, 0, SECONDS).syncUninterruptibly();
        }
    }
}
