package io.glasscast.drive;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpPortTest {
    private static final int BURSTS = 64;
    private static final int BURST = 1_000_000;
    private static final int DATAGRAM = 1_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LinkedBlockingQueue<TransportAddress> arrived = new LinkedBlockingQueue<>();
    private final FakeTurns turns = new FakeTurns();

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 0, SECONDS).syncUninterruptibly();
    }

    @Test
    void whoDoesNotReadIsKeptLittleAndMissesOnlyTheRest() throws Exception {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var port = TcpPort.open(group, false, here, turns, (from, _) -> arrived.add(from));
        try (var client = new Socket()) {
            // As much as the kernel takes is not in question here.
            client.setReceiveBufferSize(64 << 10);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port()));
            client.getOutputStream().write(new byte[] {0, 1, 7});
            var from = arrived.poll(30, SECONDS);
            assertThat(from).isNotNull();
            var burst = Bytes.of(new byte[BURST]);
            group.next()
                    .submit(() -> {
                        for (int i = 0; i < BURSTS; i++) port.burst(from.socket(), burst, DATAGRAM);
                    })
                    .sync();
            assertThat(turns.discarded).hasSizeGreaterThan(BURSTS / 2).containsOnly("ice-tcp-full");
            var in = new DataInputStream(client.getInputStream());
            for (int left = (BURSTS - turns.discarded.size()) * (BURST / DATAGRAM); left > 0; left--) {
                int length = in.readUnsignedShort();
                assertThat(length).isEqualTo(DATAGRAM);
                in.readFully(new byte[length]);
            }
            assertThat(in.available()).isZero();
        } finally {
            port.close();
        }
    }
}
