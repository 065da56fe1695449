package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import java.util.LinkedHashSet;

/// When to ask for consent again and when it is over (RFC 7675 §5.1).
///
/// Each request is a transaction of its own, sent once. The RFC asks every 5 s, and allows no less than 4 s. We do
/// as it says while answers come, and ask every half second from a request on that nobody answered: where half of
/// all packets is lost one request in four is answered, so that six in 30 s would end one session in six by mere
/// bad luck, and fifty end one in two million. libwebrtc asks every 2.5 s, and every 0.9 s where a path is weak.
final class Consent {
    private static final long MILLISECOND = 1_000_000;
    private static final long INTERVAL_NANOS = 5_000 * MILLISECOND;
    private static final long UNANSWERED_NANOS = 500 * MILLISECOND;

    /// Without a sign for this long the path is doubtful, and others are tried beside it.
    private static final long QUIET_NANOS = 8_000 * MILLISECOND;

    static final long EXPIRY_NANOS = 30_000 * MILLISECOND;

    /// As many requests as fit into the time after which an answer is worth nothing: 30 s, one in 0.4 s at most.
    private static final int MAX_OUTSTANDING = 75;

    private final Chance chance;
    private final boolean lossless;
    private final LinkedHashSet<Bytes> outstanding = new LinkedHashSet<>();
    private long grantedNanos;
    private long nextRequestNanos;

    /// Consent to send to `remote`, given at `nowNanos` by an answer from there.
    Consent(TransportAddress remote, Chance chance, long nowNanos) {
        this.chance = chance;
        this.lossless = remote.transport() == TransportAddress.Transport.TCP;
        granted(nowNanos);
    }

    void granted(long nowNanos) {
        grantedNanos = nowNanos;
        nextRequestNanos = nowNanos + around(INTERVAL_NANOS);
    }

    /// A request with this ID goes out now.
    void asked(Bytes transactionId, long nowNanos) {
        if (outstanding.size() == MAX_OUTSTANDING) outstanding.removeFirst();
        outstanding.add(transactionId);
        nextRequestNanos = nowNanos + around(lossless ? INTERVAL_NANOS : UNANSWERED_NANOS);
    }

    boolean awaits(Bytes transactionId) {
        return outstanding.contains(transactionId);
    }

    void answered(Bytes transactionId, long nowNanos) {
        outstanding.remove(transactionId);
        granted(nowNanos);
    }

    long nextRequestNanos() {
        return nextRequestNanos;
    }

    long quietFromNanos() {
        return grantedNanos + QUIET_NANOS;
    }

    long expiryNanos() {
        return grantedNanos + EXPIRY_NANOS;
    }

    /// 0.8 to 1.2 times `nanos`, so that peers do not fall into step.
    private long around(long nanos) {
        return nanos / 1000 * (800 + chance.nextInt(401));
    }
}
