package io.glasscast.protocol.srt;

import java.util.function.Consumer;

/// Where a connection's packets go: to whom they are addressed, on which clock they are stamped.
final class Path {
    private static final long MICROSECOND = 1_000;

    private final int destination;
    private final long startNanos;
    private long lastSentNanos;

    /// @param destination the peer's socket identifier
    /// @param startNanos  when this side's clock of the connection stood at 0
    Path(int destination, long startNanos) {
        this.destination = destination;
        this.startNanos = startNanos;
        this.lastSentNanos = startNanos;
    }

    int destination() {
        return destination;
    }

    /// Microseconds on our clock, wrapped to 32 bits (draft-sharabayko-srt-01 §3).
    int timestamp(long nowNanos) {
        return (int) ((nowNanos - startNanos) / MICROSECOND);
    }

    /// When something was sent last.
    long lastSentNanos() {
        return lastSentNanos;
    }

    void send(SrtPacket packet, long nowNanos, Consumer<? super SrtConnection.Output> out) {
        lastSentNanos = nowNanos;
        out.accept(new SrtConnection.Output.Transmit(packet.write()));
    }
}
