package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Prints how many handshakes one core does a second: both roles together, and the server's share of the time.
final class HandshakeRate {
    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final long MEASURED_NANOS = 10_000_000_000L;

    private long serverNanos;

    private HandshakeRate() {}

    public static void main(String[] arguments) {
        var rate = new HandshakeRate();
        rate.run(WARM_UP_NANOS);
        rate.serverNanos = 0;
        long start = cpuNanos();
        int handshakes = rate.run(MEASURED_NANOS);
        double seconds = (cpuNanos() - start) / 1e9;
        System.out.printf(
                "%d handshakes in %.1f CPU seconds: %.0f/s with both roles on one core; server %.3f ms each, %.0f/s%n",
                handshakes,
                seconds,
                handshakes / seconds,
                rate.serverNanos / 1e6 / handshakes,
                handshakes * 1e9 / rate.serverNanos);
    }

    /// Of this thread only, so that a busy machine counts less.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private int run(long nanos) {
        long end = System.nanoTime() + nanos;
        int handshakes = 0;
        for (; System.nanoTime() < end; handshakes++) one();
        return handshakes;
    }

    private void one() {
        var client = peer(Role.CLIENT, Pair.ALICE, Pair.BOB);
        var server = peer(Role.SERVER, Pair.BOB, Pair.ALICE);
        Queue<Bytes> toServer = new ArrayDeque<>();
        Queue<Bytes> toClient = new ArrayDeque<>();
        client.start(0, output -> send(output, toServer));
        while (!toServer.isEmpty() || !toClient.isEmpty()) {
            long before = cpuNanos();
            while (!toServer.isEmpty()) server.handle(toServer.remove(), 0, output -> send(output, toClient));
            serverNanos += cpuNanos() - before;
            while (!toClient.isEmpty()) client.handle(toClient.remove(), 0, output -> send(output, toServer));
        }
        if (!Pair.srtpKeys(client).equals(Pair.srtpKeys(server))) throw new IllegalStateException("no handshake");
    }

    private static void send(Output output, Queue<Bytes> wire) {
        if (output instanceof Output.Send(var datagram)) wire.add(datagram);
    }

    private static DtlsPeer peer(Role role, DtlsIdentity ours, DtlsIdentity theirs) {
        return new DtlsPeer(role, ours, List.of(theirs.fingerprint()), Pair.PROFILES, Chance.secure(), 0);
    }
}
