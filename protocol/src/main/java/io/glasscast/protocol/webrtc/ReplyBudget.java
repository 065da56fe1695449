package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.TransportAddress;
import java.util.HashMap;
import java.util.Map;

/// What a peer is sent before it has shown that it gets it. A lite agent believes the address on an authentic
/// check, so whoever was given credentials could have a handshake, which is much longer than the hello that
/// begins it, sent to somebody else, again and again. Until there are keys, which nobody has who did not get
/// the other's half of the handshake, there go out some times what came in (as in QUIC and DTLS 1.3: RFC 9000
/// §8.1, RFC 9147 §5.1), and one flight on top, so that no handshake takes longer for it: an offer as long has
/// been paid for that.
final class ReplyBudget {
    private static final int TIMES = 3;

    /// A flight of either side with room to spare. Once, wherever it goes.
    private static final int FLIGHT = 1_500;

    /// As many as a peer is known by; what comes from more earns nothing.
    private static final int MAX_ADDRESSES = 16;

    private final Map<TransportAddress, Long> earned = new HashMap<>();
    private long flight = FLIGHT;

    /// Something came from there, whoever that is.
    void heard(TransportAddress from, int bytes) {
        if (earned.size() < MAX_ADDRESSES || earned.containsKey(from))
            earned.merge(from, (long) TIMES * bytes, Long::sum);
    }

    /// So much is sent there: an answer to a check, which is no longer than that.
    void answer(TransportAddress to, int bytes) {
        earned.computeIfPresent(to, (_, left) -> left - bytes);
    }

    /// Whether so much may be sent there now; if so, it counts as sent.
    boolean spend(TransportAddress to, int bytes) {
        long own = Math.max(0, earned.getOrDefault(to, 0L));
        if (bytes > own + flight) return false;
        long ofOwn = Math.min(own, bytes);
        earned.computeIfPresent(to, (_, left) -> left - ofOwn);
        flight -= bytes - ofOwn;
        return true;
    }
}
