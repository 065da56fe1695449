package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.time.Duration;
import java.util.function.Consumer;

/// One SRT connection in live mode, from the first handshake to the last word, whichever side began it.
public final class SrtConnection implements Machine<SrtConnection.Input, SrtConnection.Output> {
    /// Seven packets of MPEG-TS: what fits every path, and what everybody sends (draft-sharabayko-srt-01 §7.1).
    public static final int MAX_PAYLOAD = 1316;
    /// More would need more memory than a connection is worth.
    public static final Duration MAX_LATENCY = Duration.ofSeconds(10);

    public sealed interface Input {
        /// A datagram came from the peer's address for this connection.
        record Datagram(Bytes bytes) implements Input {}

        /// Send this, at most [#MAX_PAYLOAD] bytes.
        record Send(Bytes payload) implements Input {}

        /// Say goodbye and end.
        record Close() implements Input {}
    }

    public sealed interface Output {
        /// Send this UDP datagram to the peer.
        record Transmit(Bytes datagram) implements Output {}

        /// Both sides agree; once.
        ///
        /// @param latency  how long after its sending a packet is handed out
        /// @param encrypted whether what travels can be read by others
        record Connected(Duration latency, boolean encrypted) implements Output {}

        /// One packet's payload, in the order and at the pace of its sending; what came too late is left out.
        record Received(Bytes payload) implements Output {}

        /// It is over, or came to nothing; once, last.
        ///
        /// @param reason   a constant in kebab-case, fit to label a counter
        /// @param sentence the same for a person
        record Closed(String reason, String sentence) implements Output {}

        /// Something was dropped.
        ///
        /// @param why a constant label, fit for a counter
        record Discarded(String why) implements Output {}
    }

    private final int socketId;

    private SrtConnection(int socketId) {
        this.socketId = socketId;
    }

    static SrtConnection calling(SrtCaller caller, int socketId, Chance chance, long nowNanos) {
        return new SrtConnection(socketId);
    }

    /// A socket identifier that nobody can guess: positive, under 2^30.
    public static int socketId(Chance chance) {
        return 1 + chance.nextInt((1 << 30) - 1);
    }

    /// @throws IllegalArgumentException when nobody can agree to it
    static void checkLatency(Duration latency) {
        if (latency.isNegative() || latency.compareTo(MAX_LATENCY) > 0)
            throw new IllegalArgumentException("an SRT latency is 0 to " + MAX_LATENCY + ", not " + latency);
    }

    /// The destination that datagrams for this connection carry.
    public int socketId() {
        return socketId;
    }

    @Override
    public void handle(Input input, long nowNanos, Consumer<? super Output> out) {}

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {}

    @Override
    public long deadlineNanos() {
        return NEVER;
    }

    /// Whether it is over: nothing more will come out.
    public boolean closed() {
        return false;
    }

    public SrtStatistics statistics() {
        return new SrtStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
