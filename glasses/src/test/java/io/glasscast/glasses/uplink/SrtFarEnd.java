package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.mpegts.TsDemuxer;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtListener;
import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.protocol.srt.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A server that takes one transport stream at a time by SRT, on loopback.
public final class SrtFarEnd implements AutoCloseable {
    private static final Duration LATENCY = Duration.ofMillis(20);

    public final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    public final BlockingQueue<List<Track>> tracks = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> goodbyes = new LinkedBlockingQueue<>();

    private final DatagramChannel channel;
    private final Selector selector = Selector.open();
    private final SrtListener listener;
    private TsDemuxer demuxer = new TsDemuxer();
    private Optional<SrtConnection> connection = Optional.empty();
    private TransportAddress caller = TransportAddress.udp(new InetSocketAddress(0));
    private volatile boolean closing;
    private volatile boolean deaf;

    public SrtFarEnd(Optional<SrtSecret> secret) throws IOException {
        channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        var chance = Chance.secure();
        listener = new SrtListener(chance, () -> SrtConnection.socketId(chance), call -> {
            calls.add(call.streamId() instanceof Parsed.Ok<StreamId>(var id) ? id.mode() + " " + id.resource() : "?");
            return new SrtListener.Admission.Accept(secret, LATENCY);
        });
        Thread.ofPlatform().daemon().name("srt-far-end").start(this::live);
    }

    public String url(String parameters) throws IOException {
        return "srt://127.0.0.1:" + ((InetSocketAddress) channel.getLocalAddress()).getPort() + "?" + parameters;
    }

    /// From now on nothing is heard, as if the network were gone.
    public void goDeaf() {
        deaf = true;
    }

    private void live() {
        try (channel;
                selector) {
            var buffer = ByteBuffer.allocate(2048);
            while (!closing) {
                long deadline = connection.map(SrtConnection::deadlineNanos).orElse(Machine.NEVER);
                selector.select(Math.clamp((deadline - System.nanoTime()) / 1_000_000, 1, 100));
                selector.selectedKeys().clear();
                buffer.clear();
                while (channel.receive(buffer) instanceof InetSocketAddress from) {
                    var bytes = new byte[buffer.flip().remaining()];
                    buffer.get(bytes).clear();
                    if (!deaf) received(TransportAddress.udp(from), Bytes.of(bytes));
                }
                connection.ifPresent(open -> open.elapse(System.nanoTime(), this::carryOut));
            }
        } catch (IOException _) {
            return;
        }
    }

    private void received(TransportAddress from, Bytes datagram) {
        long now = System.nanoTime();
        if (connection.isPresent() && from.equals(caller) && datagram.u32(12) != 0)
            connection.get().handle(new SrtConnection.Input.Datagram(datagram), now, this::carryOut);
        else listener.datagram(from, datagram, now, this::carryOut);
    }

    private void carryOut(SrtListener.Output output) {
        switch (output) {
            case SrtListener.Output.Transmit(var to, var datagram) -> send(to, datagram);
            case SrtListener.Output.Accepted(var accepted, var call) -> {
                caller = call.from();
                connection = Optional.of(accepted);
                demuxer = new TsDemuxer();
                accepted.elapse(System.nanoTime(), this::carryOut);
            }
            case SrtListener.Output.Known(var known, var datagram) ->
                known.handle(new SrtConnection.Input.Datagram(datagram), System.nanoTime(), this::carryOut);
            case SrtListener.Output.Derive(var work) ->
                listener.derived(work.derive(), System.nanoTime(), this::carryOut);
            case SrtListener.Output.Discarded _, SrtListener.Output.Refused _ -> {}
        }
    }

    private void carryOut(SrtConnection.Output output) {
        switch (output) {
            case SrtConnection.Output.Transmit(var datagram) -> send(caller, datagram);
            case SrtConnection.Output.Received(var payload) ->
                demuxer.feed(payload, event -> {
                    if (event instanceof TsDemuxer.Output.Tracks(var list)) tracks.add(list);
                    if (event instanceof TsDemuxer.Output.Whole(var frame)) frames.add(frame);
                });
            case SrtConnection.Output.Closed(var reason, var _) -> goodbyes.add(reason);
            case SrtConnection.Output.Derive(var work) ->
                connection
                        .orElseThrow()
                        .handle(new SrtConnection.Input.Derived(work.derive()), System.nanoTime(), this::carryOut);
            case SrtConnection.Output.Connected _, SrtConnection.Output.Discarded _ -> {}
        }
    }

    private void send(TransportAddress to, Bytes datagram) {
        try {
            if (!deaf) channel.send(ByteBuffer.wrap(datagram.toArray()), to.socket());
        } catch (IOException _) {
            return;
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }
}
