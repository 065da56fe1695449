package io.glasscast.interop;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Free ports for programs that must be told theirs. They lie below the range from which Linux gives ports to whoever
/// asks for any (`net.ipv4.ip_local_port_range`): else somebody's connection could take one before the program does.
final class Ports {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    /// Runs beside each other begin at different ones.
    private static final AtomicInteger NEXT = new AtomicInteger(new SplittableRandom().nextInt(COUNT));

    private Ports() {}

    /// A port that is free for TCP and UDP.
    static int free() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    var _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Taken: on to the next.
            }
        }
        throw new AssertionError("no port is free");
    }
}
