package io.glasscast.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// TCP connections to one server that can be broken.
final class TcpRelay implements AutoCloseable {
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean silent;

    TcpRelay() throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    int port() {
        return door.getLocalPort();
    }

    /// From now on lets connections through to this port.
    void lead(int serverPort) {
        target = serverPort;
        Thread.ofVirtual().name("relay").start(this::welcome);
    }

    /// Breaks every connection, without a good-bye.
    void cut() {
        silent = false;
        for (var socket : open) reset(socket);
    }

    /// Until the cut nobody hears that the server is gone: so it is with a machine that has lost its power.
    void fallSilent() {
        silent = true;
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void welcome() {
        while (!door.isClosed())
            try {
                letThrough(door.accept());
            } catch (IOException _) {
                // The door is closed.
            }
    }

    private void letThrough(Socket near) {
        open.add(near);
        try {
            var far = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(far);
            Thread.ofVirtual().name("relay-out").start(() -> carry(near, far));
            Thread.ofVirtual().name("relay-back").start(() -> carry(far, near));
        } catch (IOException _) {
            // Nobody is there.
            reset(near);
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            if (silent) return;
            to.shutdownOutput();
            if (!from.isOutputShutdown()) return;
        } catch (IOException _) {
            // Broken by one side or the other, so by both.
            if (silent) return;
        }
        reset(from);
        reset(to);
    }

    private void reset(Socket socket) {
        open.remove(socket);
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // It is gone.
        }
    }
}
