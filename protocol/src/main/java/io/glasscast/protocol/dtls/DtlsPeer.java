package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.util.List;
import java.util.function.Consumer;

/// One DTLS 1.2 connection, either role, from the first flight to the close.
public final class DtlsPeer implements Machine<Bytes, DtlsPeer.Output> {
    /// What the machine wants done, and what happened.
    public sealed interface Output {
        /// Send this UDP datagram to the peer.
        record Send(Bytes datagram) implements Output {}

        /// The peer proved its certificate and both hold keys; once.
        ///
        /// @param srtpProfile as in RFC 5764 §4.1.2
        record Connected(int srtpProfile) implements Output {}

        /// The peer said goodbye (close_notify); the machine is done.
        record Closed() implements Output {}

        /// No connection, or no more; the machine is dead.
        ///
        /// @param why a constant label
        record Failed(String why) implements Output {}

        /// A record was dropped.
        ///
        /// @param why a constant label, fit for a counter
        record Discarded(String why) implements Output {}
    }

    /// What differs from one use to the next.
    ///
    /// @param cookie whether a server demands a cookie before it answers at length (RFC 6347 §4.2.1). Off by
    ///               default: ICE has already proved that the client lives at its address
    /// @param mtu    bytes of UDP payload that reach the peer in one piece
    public record Options(boolean cookie, int mtu) {
        public static final Options DEFAULT = new Options(false, 1200);
    }

    public DtlsPeer(
            Role role,
            DtlsIdentity identity,
            List<Fingerprint> expected,
            List<Integer> srtpProfiles,
            Chance chance,
            long nowNanos) {
        this(role, identity, expected, srtpProfiles, Options.DEFAULT, chance, nowNanos);
    }

    /// @param expected     the peer's certificate must match any of these
    /// @param srtpProfiles ours, best first (RFC 5764 §4.1.2); a server chooses by this order
    @SuppressWarnings("unused")
    public DtlsPeer(
            Role role,
            DtlsIdentity identity,
            List<Fingerprint> expected,
            List<Integer> srtpProfiles,
            Options options,
            Chance chance,
            long nowNanos) {}

    /// Begins: a client sends its ClientHello, a server waits for one.
    public void start(long nowNanos, Consumer<? super Output> out) {
        throw new UnsupportedOperationException("to come");
    }

    /// Says goodbye (close_notify) and ends.
    public void close(long nowNanos, Consumer<? super Output> out) {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void handle(Bytes datagram, long nowNanos, Consumer<? super Output> out) {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public long deadlineNanos() {
        return NEVER;
    }

    /// Keying material for another protocol (RFC 5705 §4, no context), such as `EXTRACTOR-dtls_srtp`.
    ///
    /// @throws IllegalStateException before `Connected`
    public Bytes exportKeyingMaterial(String label, int length) {
        throw new UnsupportedOperationException("to come");
    }
}
