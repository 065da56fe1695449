package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import java.time.Duration;
import java.util.Optional;

/// What both sides know of each other after the handshake.
///
/// @param peerSocketId    whom our packets are for
/// @param initialSequence where both directions begin
/// @param window          packets that the peer can take
/// @param receiveDelay    how long after its sending we hand a packet out: the larger of what we and the peer
///     ask for
/// @param sendDelay       the same of the peer
/// @param timestamp       of the handshake that brought it, on the peer's clock
/// @param ciphers         empty: not encrypted
record Agreement(
        int peerSocketId,
        int initialSequence,
        int window,
        Duration receiveDelay,
        Duration sendDelay,
        int timestamp,
        Optional<Ciphers> ciphers) {
    /// What we say of ourselves: the version of libsrt whose behaviour this is.
    static final int SRT_VERSION = 0x010500;
    /// The first libsrt with handshake version 5; older ones that claim it are not to be had.
    static final int MIN_SRT_VERSION = 0x010300;

    static final int FLAGS = HandshakeExtension.TSBPD_SENDER
            | HandshakeExtension.TSBPD_RECEIVER
            | HandshakeExtension.CRYPT
            | HandshakeExtension.TOO_LATE_DROP
            | HandshakeExtension.PERIODIC_NAK
            | HandshakeExtension.RETRANSMIT_FLAG;

    /// Of no consequence, and so nobody is told which addresses there are behind a translator.
    static final Bytes NO_ADDRESS = Bytes.of(new byte[16]);

    static Duration larger(Duration ours, int theirMilliseconds) {
        var theirs = Duration.ofMillis(theirMilliseconds);
        return ours.compareTo(theirs) >= 0 ? ours : theirs;
    }
}
