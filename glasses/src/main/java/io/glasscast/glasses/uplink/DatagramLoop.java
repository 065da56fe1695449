package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every uplink over UDP stands on: one socket, weather in both directions, and the loop in which a [Talker]
/// lives. Everything but [#wake()] belongs to the uplink's thread.
final class DatagramLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramLoop.class);

    private static final int MAX_DATAGRAM = 2048;

    /// Datagrams read before frames and deadlines get their turn.
    private static final int READS_A_TURN = 64;

    /// Who talks through the socket. Called on the loop's thread only.
    interface Talker {
        void received(TransportAddress from, Bytes datagram, long now);

        /// Frames may wait, deadlines may have come.
        void turn(long now);

        /// When [#turn] is due even if nothing happens.
        long deadlineNanos();

        boolean over();
    }

    private record Datagram(TransportAddress address, Bytes bytes) {}

    private final Surroundings surroundings;
    private final Passage<Datagram> up;
    private final Passage<Datagram> down;
    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);

    DatagramLoop(Surroundings surroundings) throws IOException {
        this.surroundings = surroundings;
        up = new Passage<>(
                surroundings.up(),
                Chance.seeded(surroundings.seed()),
                datagram -> datagram.bytes().length());
        down = new Passage<>(
                surroundings.down(),
                Chance.seeded(~surroundings.seed()),
                datagram -> datagram.bytes().length());
        channel = DatagramChannel.open();
        selector = Selector.open();
        channel.bind(new InetSocketAddress(0)).configureBlocking(false).register(selector, SelectionKey.OP_READ);
    }

    int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /// The address from which this machine would talk to a server. Connecting a UDP socket sends nothing.
    static InetAddress ourAddress(InetSocketAddress server) throws IOException {
        if (server.isUnresolved()) throw new SocketException("unknown host " + server.getHostString());
        try (var probe = new DatagramSocket()) {
            probe.connect(server);
            return probe.getLocalAddress();
        }
    }

    /// Has somebody look at what is new. Any thread may call.
    void wake() {
        selector.wakeup();
    }

    /// Sends through the weather.
    void send(TransportAddress to, Bytes bytes, long now) {
        up.handle(new Datagram(to, bytes), now, this::transmit);
    }

    /// Sends whatever the weather: the last words, which nobody would be there to send later.
    void sendNow(TransportAddress to, Bytes bytes) {
        transmit(new Datagram(to, bytes));
    }

    void runUntilOver(Talker talker) throws IOException {
        while (!talker.over()) {
            await(Math.min(talker.deadlineNanos(), Math.min(up.deadlineNanos(), down.deadlineNanos())));
            receive(talker);
            long now = surroundings.time().nanos();
            down.elapse(now, datagram -> talker.received(datagram.address(), datagram.bytes(), now));
            talker.turn(now);
            up.elapse(now, this::transmit);
        }
    }

    private void await(long deadlineNanos) throws IOException {
        long wait = deadlineNanos == Machine.NEVER
                ? Long.MAX_VALUE
                : deadlineNanos - surroundings.time().nanos();
        if (wait <= 0) selector.selectNow();
        else if (wait == Long.MAX_VALUE) selector.select();
        // Up, not down: waking a millisecond early would spin until it is time.
        else selector.select(wait / 1_000_000 + 1);
        selector.selectedKeys().clear();
    }

    private void receive(Talker talker) throws IOException {
        for (int i = 0; i < READS_A_TURN; i++) {
            buffer.clear();
            if (!(channel.receive(buffer) instanceof InetSocketAddress from)) return;
            var bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            long now = surroundings.time().nanos();
            down.handle(
                    new Datagram(TransportAddress.udp(from), Bytes.of(bytes)),
                    now,
                    datagram -> talker.received(datagram.address(), datagram.bytes(), now));
        }
    }

    private void transmit(Datagram datagram) {
        var bytes = datagram.bytes();
        try {
            channel.send(
                    ByteBuffer.wrap(bytes.array(), bytes.arrayOffset(), bytes.length()),
                    datagram.address().socket());
        } catch (IOException e) {
            // As good as lost on the way: the protocol above finds out whether the way is gone.
            LOG.debug("cannot send: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
