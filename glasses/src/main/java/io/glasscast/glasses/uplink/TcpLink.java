package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A TCP connection, with TLS or without, that never makes its owner wait: one virtual thread reads from it, another
/// writes to it.
final class TcpLink implements AutoCloseable {
    /// Told on the reading thread, which reads on when `received` returns; `closed` is said at most once, last.
    interface Listener {
        void received(Bytes portion) throws InterruptedException;

        void closed(String reason);
    }

    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_SIZE = 16 * 1024;

    /// How long last words may take.
    private static final long FAREWELL_MILLIS = 1_000;

    /// The connection itself, under TLS where there is any.
    private final Socket bare;

    private final Socket socket;
    private final Listener listener;
    /// An empty portion is the last.
    private final LinkedBlockingQueue<Bytes> unwritten = new LinkedBlockingQueue<>();
    private final AtomicLong unwrittenBytes = new AtomicLong();
    private final AtomicLong writtenBytes = new AtomicLong();
    private final Thread writer;

    private TcpLink(Socket bare, Socket socket, Listener listener) {
        this.bare = bare;
        this.socket = socket;
        this.listener = listener;
        Thread.ofVirtual().name("glasses-tcp-read").start(this::read);
        this.writer = Thread.ofVirtual().name("glasses-tcp-write").start(this::write);
    }

    /// Waits for the connection, ten seconds at most.
    ///
    /// @param socket not connected yet; closing it ends the wait
    static TcpLink open(Socket socket, InetSocketAddress server, Listener listener) throws IOException {
        socket.connect(server, CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        return new TcpLink(socket, socket, listener);
    }

    /// As above, with TLS on top. The server's certificate must be for the name by which we call it.
    static TcpLink openSecure(Socket socket, InetSocketAddress server, SSLContext tls, Listener listener)
            throws IOException {
        socket.connect(server, CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        var secure =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, server.getHostString(), server.getPort(), true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(CONNECT_MILLIS);
        secure.startHandshake();
        secure.setSoTimeout(0);
        return new TcpLink(socket, secure, listener);
    }

    /// Queues bytes for writing. Their owner looks at [#unwritten()] before it makes many of them.
    void send(Bytes bytes) {
        if (bytes.isEmpty()) return;
        unwrittenBytes.addAndGet(bytes.length());
        unwritten.add(bytes);
    }

    /// Bytes that the server has not taken yet.
    long unwritten() {
        return unwrittenBytes.get();
    }

    /// Bytes that the server, or the buffers on the way to it, have taken.
    long written() {
        return writtenBytes.get();
    }

    private void read() {
        var buffer = new byte[READ_SIZE];
        try {
            var in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer))
                listener.received(Bytes.of(Arrays.copyOf(buffer, count)));
            listener.closed("the server closed the connection");
        } catch (IOException e) {
            listener.closed("connection lost: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            var out = socket.getOutputStream();
            for (var bytes = unwritten.take(); !bytes.isEmpty(); bytes = unwritten.take()) {
                out.write(bytes.array(), bytes.arrayOffset(), bytes.length());
                writtenBytes.addAndGet(bytes.length());
                unwrittenBytes.addAndGet(-bytes.length());
            }
        } catch (IOException _) {
            // The reading thread hears of it, too, and tells.
            close(bare);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Closes when everything is written, or when that takes too long.
    @Override
    public void close() {
        unwritten.add(Bytes.EMPTY);
        try {
            // TLS says good-bye only when nobody is in the middle of writing: it would wait for that, too.
            close(writer.join(Duration.ofMillis(FAREWELL_MILLIS)) ? socket : bare);
        } catch (InterruptedException _) {
            close(bare);
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            return; // it is of no use to anybody any more
        }
    }
}
