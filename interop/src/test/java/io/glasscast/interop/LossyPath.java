package io.glasscast.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A UDP path to one server that loses and delays, the same for the same seed and the same traffic.
final class LossyPath implements AutoCloseable {
    private record Underway(long dueNanos, long order, boolean toServer, byte[] datagram) {}

    private final DatagramChannel front;
    private final DatagramChannel back;
    private final Selector selector;
    private final InetSocketAddress server;
    private final SplittableRandom random;
    private final double loss;
    private final long delayNanos;
    private final PriorityQueue<Underway> underway = new PriorityQueue<>((a, b) -> a.dueNanos() != b.dueNanos()
            ? Long.compare(a.dueNanos(), b.dueNanos())
            : Long.compare(a.order(), b.order()));
    private final Thread thread;
    private @Nullable SocketAddress client;
    private long order;
    private volatile boolean stopping;
    private volatile long lost;

    /// @param loss  share of datagrams that vanish, each way
    /// @param delay one way
    LossyPath(int serverPort, double loss, Duration delay, long seed) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        this.random = new SplittableRandom(seed);
        this.loss = loss;
        this.delayNanos = delay.toNanos();
        selector = Selector.open();
        front = open();
        back = open();
        thread = Thread.ofPlatform().daemon().name("lossy-path").start(this::live);
    }

    int port() throws IOException {
        return ((InetSocketAddress) front.getLocalAddress()).getPort();
    }

    long lost() {
        return lost;
    }

    private DatagramChannel open() throws IOException {
        var channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void live() {
        var buffer = ByteBuffer.allocate(2_048);
        try {
            while (!stopping) {
                for (var from = front.receive(buffer.clear()); from != null; from = front.receive(buffer.clear())) {
                    client = from;
                    take(buffer, true);
                }
                while (back.receive(buffer.clear()) != null) take(buffer, false);
                for (var next = underway.peek(); next != null && next.dueNanos() <= System.nanoTime(); ) {
                    underway.poll();
                    var bytes = ByteBuffer.wrap(next.datagram());
                    if (next.toServer()) back.send(bytes, server);
                    else if (client != null) front.send(bytes, client);
                    next = underway.peek();
                }
                var next = underway.peek();
                long wait = next == null ? 1_000 : (next.dueNanos() - System.nanoTime() + 999_999) / 1_000_000;
                if (wait > 0) selector.select(wait);
                else selector.selectNow();
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(ByteBuffer buffer, boolean toServer) {
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        if (random.nextDouble() < loss) lost++;
        else underway.add(new Underway(System.nanoTime() + delayNanos, order++, toServer, bytes));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join();
        front.close();
        back.close();
        selector.close();
    }
}
