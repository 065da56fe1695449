package io.glasscast.interop;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtConnection.Input;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.protocol.srt.SrtListener;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.protocol.srt.SrtStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Our SRT on a socket of its own, without a server around it: one connection, which listens or calls.
final class SrtStation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_DATAGRAM = 2_048;

    private final DatagramChannel channel;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Bytes> toSend = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final @Nullable SrtListener listener;
    private @Nullable SrtConnection connection;
    private @Nullable TransportAddress remote;
    private boolean connected;
    private Optional<Output.Closed> closed = Optional.empty();
    private SrtStatistics statistics = SrtStatistics.NONE;
    private volatile boolean stopping;

    private SrtStation(
            Optional<Function<SrtListener.Call, Admission>> admission,
            Optional<SrtCaller> caller,
            Optional<InetSocketAddress> to)
            throws IOException {
        var chance = Chance.secure();
        listener = admission
                .map(judge -> new SrtListener(chance, () -> SrtConnection.socketId(chance), judge))
                .orElse(null);
        connection = caller.map(it -> it.call(chance, System.nanoTime())).orElse(null);
        remote = to.map(TransportAddress::udp).orElse(null);
        channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().daemon().name("srt-station").start(this::live);
    }

    static SrtStation listening(Function<SrtListener.Call, Admission> admission) throws IOException {
        return new SrtStation(Optional.of(admission), Optional.empty(), Optional.empty());
    }

    static SrtStation calling(SrtCaller caller, int port) throws IOException {
        var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new SrtStation(Optional.empty(), Optional.of(caller), Optional.of(to));
    }

    int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /// Sends one payload as soon as the station's thread comes by.
    void send(byte[] payload) {
        toSend.add(Bytes.of(payload));
        selector.wakeup();
    }

    synchronized byte[] received() {
        return received.toByteArray();
    }

    synchronized Optional<Output.Closed> closed() {
        return closed;
    }

    synchronized SrtStatistics statistics() {
        return statistics;
    }

    synchronized void awaitConnected() throws InterruptedException {
        await(() -> connected);
    }

    synchronized void awaitBytes(int count) throws InterruptedException {
        await(() -> received.size() >= count);
    }

    /// Waits until what came last is `end`.
    synchronized void awaitEnd(byte[] end) throws InterruptedException {
        await(() -> {
            var all = received.toByteArray();
            return all.length >= end.length
                    && Arrays.equals(Arrays.copyOfRange(all, all.length - end.length, all.length), end);
        });
    }

    synchronized Output.Closed awaitClosed() throws InterruptedException {
        await(() -> closed.isPresent());
        return closed.orElseThrow();
    }

    private void await(java.util.function.BooleanSupplier done) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new AssertionError("nothing within " + PATIENCE + ": " + received.size());
            wait(left);
        }
    }

    private void live() {
        var buffer = ByteBuffer.allocate(MAX_DATAGRAM);
        try {
            while (!stopping) {
                turn(buffer);
                long wait = connection == null ? 1_000 : (connection.deadlineNanos() - System.nanoTime()) / 1_000_000;
                if (wait > 0) selector.select(Math.min(wait, 1_000));
                else selector.selectNow();
                selector.selectedKeys().clear();
            }
            if (connection != null) connection.handle(new Input.Close(), System.nanoTime(), this::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn(ByteBuffer buffer) throws IOException {
        for (var from = channel.receive(buffer.clear()); from != null; from = channel.receive(buffer.clear())) {
            var bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            arrived(TransportAddress.udp((InetSocketAddress) from), Bytes.of(bytes));
        }
        if (connection == null) return;
        for (var next = toSend.poll(); next != null; next = toSend.poll())
            connection.handle(new Input.Send(next), System.nanoTime(), this::take);
        if (connection.deadlineNanos() <= System.nanoTime()) connection.elapse(System.nanoTime(), this::take);
        synchronized (this) {
            statistics = connection.statistics(System.nanoTime());
        }
    }

    private void arrived(TransportAddress from, Bytes datagram) {
        boolean mine = connection != null && SrtConnection.destination(datagram) == connection.socketId();
        if (mine && connection != null) {
            connection.handle(new Input.Datagram(datagram), System.nanoTime(), this::take);
        } else if (listener != null) {
            listener.datagram(from, datagram, System.nanoTime(), this::listened);
        }
    }

    private void listened(SrtListener.Output output) {
        switch (output) {
            case SrtListener.Output.Transmit(var to, var bytes) -> transmit(to, bytes);
            case SrtListener.Output.Accepted(var accepted, var call) -> {
                connection = accepted;
                remote = call.from();
            }
            case SrtListener.Output.Known(var known, var bytes) ->
                known.handle(new Input.Datagram(bytes), System.nanoTime(), this::take);
            case SrtListener.Output.Derive(var work) -> {
                if (listener != null) listener.derived(work.derive(), System.nanoTime(), this::listened);
            }
            case SrtListener.Output.Discarded(var why) -> System.out.println("station: " + why);
            case SrtListener.Output.Refused(var _, var why) -> System.out.println("station: " + why);
        }
    }

    private synchronized void take(Output output) {
        switch (output) {
            case Output.Transmit(var datagram) -> transmit(remote, datagram);
            case Output.Derive(var work) -> {
                if (connection != null)
                    connection.handle(new Input.Derived(work.derive()), System.nanoTime(), this::take);
            }
            case Output.Connected _ -> connected = true;
            case Output.Received(var payload) -> received.writeBytes(payload.toArray());
            case Output.Closed said -> closed = Optional.of(said);
            case Output.Discarded(var why) -> System.out.println("station: " + why);
        }
        notifyAll();
    }

    private void transmit(@Nullable TransportAddress to, Bytes datagram) {
        if (to == null) return;
        try {
            channel.send(ByteBuffer.wrap(datagram.toArray()), to.socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join();
        channel.close();
        selector.close();
    }
}
