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
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/// A NAT on the way to one server's UDP port, which may forget what it has given out: who is behind it sends on as
/// before, and comes from another port. What is sent to the port before reaches nobody.
final class Nat implements AutoCloseable {
    private static final Pattern TCP_CANDIDATE = Pattern.compile("(?im)^a=candidate:\\S+ \\d+ tcp .*\\R");
    private static final Pattern UDP_CANDIDATE = Pattern.compile("(?im)^(a=candidate:\\S+ \\d+ udp \\d+ \\S+) \\d+");

    private final InetSocketAddress server;
    private final Selector selector;
    private final DatagramChannel inside;
    /// The port outside of each socket inside.
    private final Map<SocketAddress, DatagramChannel> outside = new HashMap<>();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean over;

    Nat(int serverPort) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        selector = Selector.open();
        inside = open();
        inside.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().daemon().name("nat").start(this::live);
    }

    /// What those behind it take for the server's port.
    int port() throws IOException {
        return ((InetSocketAddress) inside.getLocalAddress()).getPort();
    }

    /// The server's answer as those behind it are to read it: its only way in is through here.
    String lead(String answer) {
        try {
            var withoutTcp = TCP_CANDIDATE.matcher(answer).replaceAll("");
            return UDP_CANDIDATE.matcher(withoutTcp).replaceAll("$1 " + port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everybody behind it comes from another port from now on.
    ///
    /// @return how many sockets there are inside
    int rebind() throws Exception {
        var done = new CompletableFuture<Integer>();
        tasks.add(() -> {
            outside.replaceAll((client, before) -> {
                // In this order, so that it is not the same port again.
                var next = leadOut(client);
                close(before);
                return next;
            });
            done.complete(outside.size());
        });
        selector.wakeup();
        return Stage.await(done);
    }

    private static DatagramChannel open() throws IOException {
        var channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        return channel;
    }

    private DatagramChannel leadOut(SocketAddress client) {
        try {
            var channel = open();
            channel.register(selector, SelectionKey.OP_READ, client);
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void live() {
        var buffer = ByteBuffer.allocate(2_048);
        try {
            while (!over) {
                selector.select();
                for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
                for (var key : selector.selectedKeys()) if (key.isValid()) carry(key, buffer);
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void carry(SelectionKey key, ByteBuffer buffer) throws IOException {
        var channel = (DatagramChannel) key.channel();
        for (var from = channel.receive(buffer.clear()); from != null; from = channel.receive(buffer.clear())) {
            buffer.flip();
            if (key.attachment() instanceof SocketAddress client) inside.send(buffer, client);
            else outside.computeIfAbsent(from, this::leadOut).send(buffer, server);
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        over = true;
        selector.wakeup();
        thread.join();
        outside.values().forEach(Nat::close);
        inside.close();
        selector.close();
    }
}
