package io.glasscast.glasses;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.Wire;
import io.glasscast.glasses.uplink.FarEnd;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Frame;
import io.glasscast.protocol.webrtc.Peer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// As much of a cloud as a pair of glasses can tell: a control socket and a WHIP endpoint, on loopback.
final class FakeCloud implements AutoCloseable {
    final BlockingQueue<GlassesToCloud> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    final BlockingQueue<String> requestLines = new LinkedBlockingQueue<>();
    final AtomicInteger deletes = new AtomicInteger();
    volatile int whipStatus = 201;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final ServerSocket control = new ServerSocket(0, 10, loopback);
    private final HttpServer whip = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    private volatile boolean closing;
    private volatile Socket glasses = new Socket();
    private volatile boolean refusing;

    FakeCloud() throws IOException {
        whip.createContext("/whip/", this::answer);
        whip.setExecutor(command -> Thread.ofVirtual().start(command));
        whip.start();
        Thread.ofVirtual().start(this::serveControl);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + control.getLocalPort());
    }

    String whipUrl() {
        return "http://127.0.0.1:" + whip.getAddress().getPort() + "/whip/key";
    }

    void refuseEverybody() {
        refusing = true;
    }

    /// The next status, whatever else is said in between.
    GlassesToCloud.StreamStatus nextStatus() throws InterruptedException {
        while (true) {
            var message = heard.poll(10, TimeUnit.SECONDS);
            if (message == null) throw new AssertionError("the glasses say nothing");
            if (message instanceof GlassesToCloud.StreamStatus status) return status;
        }
    }

    void tell(CloudToGlasses message) throws IOException {
        var text = Wire.write(message, Envelope.NONE).getBytes(StandardCharsets.UTF_8);
        var frame = ByteBuffer.allocate(text.length + 4);
        frame.put((byte) 0x81);
        if (text.length < 126) frame.put((byte) text.length);
        else frame.put((byte) 126).putShort((short) text.length);
        frame.put(text).flip();
        glasses.getOutputStream().write(frame.array(), 0, frame.limit());
    }

    void cut() throws IOException {
        glasses.close();
    }

    private void serveControl() {
        while (!closing)
            try {
                var socket = control.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException _) {
                return;
            }
    }

    private void converse(Socket socket) {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            requestLines.add(line(in));
            String key = "";
            for (var header = line(in); !header.isEmpty(); header = line(in))
                if (header.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                    key = header.substring(18).strip();
            if (refusing) {
                socket.getOutputStream()
                        .write("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            var digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                    + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            glasses = socket;
            tell(new CloudToGlasses.ConnectionAck());
            while (read(in)) {}
        } catch (Exception _) {
            return; // cut
        }
    }

    private boolean read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) length = in.readUnsignedShort();
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) payload[i] ^= mask[i & 3];
        if ((first & 0x0F) == 8) return false;
        if ((first & 0x0F) == 1)
            heard.add(Wire.glassesToCloud(new String(payload, StandardCharsets.UTF_8))
                    .orThrow());
        return true;
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("end");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("DELETE")) {
                deletes.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            var offer = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (whipStatus != 201) {
                exchange.sendResponseHeaders(whipStatus, -1);
                return;
            }
            var channel = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
            var local = TransportAddress.udp((InetSocketAddress) channel.getLocalAddress());
            var far = FarEnd.accept(offer, local, Chance.secure(), System.nanoTime());
            Thread.ofPlatform().daemon().start(() -> receive(channel, far.peer()));
            var body = far.answer().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/sdp");
            exchange.getResponseHeaders().add("Location", "/whip/session/1");
            exchange.sendResponseHeaders(201, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private void receive(DatagramChannel channel, Peer peer) {
        try (channel;
                var selector = Selector.open()) {
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            var buffer = ByteBuffer.allocate(2048);
            while (!closing && !peer.closed()) {
                selector.select(Math.clamp((peer.deadlineNanos() - System.nanoTime()) / 1_000_000, 1, 100));
                selector.selectedKeys().clear();
                buffer.clear();
                while (channel.receive(buffer) instanceof InetSocketAddress from) {
                    var bytes = new byte[buffer.flip().remaining()];
                    buffer.get(bytes).clear();
                    peer.handle(
                            new Peer.Input.Datagram(TransportAddress.udp(from), Bytes.of(bytes)),
                            System.nanoTime(),
                            output -> carryOut(channel, peer, output));
                }
                peer.elapse(System.nanoTime(), output -> carryOut(channel, peer, output));
            }
        } catch (IOException _) {
            return;
        }
    }

    private void carryOut(DatagramChannel channel, Peer peer, Peer.Output output) {
        switch (output) {
            case Peer.Output.Send(var to, var bytes) -> send(channel, to, bytes);
            case Peer.Output.Burst burst -> FarEnd.datagrams(burst).forEach(bytes -> send(channel, burst.to(), bytes));
            case Peer.Output.Received(var frame) -> received.add(frame);
            case Peer.Output.NeedsKeyframe(int track) ->
                peer.requestKeyframe(track, next -> carryOut(channel, peer, next));
            default -> {}
        }
    }

    private static void send(DatagramChannel channel, TransportAddress to, Bytes bytes) {
        try {
            channel.send(ByteBuffer.wrap(bytes.toArray()), to.socket());
        } catch (IOException _) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        control.close();
        glasses.close();
        whip.stop(0);
    }
}
