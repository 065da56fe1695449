package io.glasscast.protocol.webrtc;

/// What a peer is sent before it has shown that it gets it. A lite agent believes the address on an authentic check, so
/// whoever was given credentials could have a handshake, which is much longer than the hello that begins it, sent to
/// somebody else, again and again. Until there are keys, which nobody has who did not get the other's half of the
/// handshake, there go out some times what came in (as in QUIC and DTLS 1.3: RFC 9000 §8.1, RFC 9147 §5.1), and one
/// flight on top, so that no handshake takes longer for it: an offer as long has been paid for that.
final class ReplyBudget {
    private static final int TIMES = 3;

    /// A flight of either side with room to spare.
    private static final int FLIGHT = 1_500;

    private long left = FLIGHT;

    /// Something came from the peer, whoever that is.
    void heard(int bytes) {
        left += (long) TIMES * bytes;
    }

    /// Whether so much may be sent now; if so, it counts as sent.
    boolean spend(int bytes) {
        if (bytes > left) return false;
        left -= bytes;
        return true;
    }
}
