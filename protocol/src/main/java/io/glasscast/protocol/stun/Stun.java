package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// What a port shared by many peers needs to know about a datagram before it finds the peer.
public final class Stun {
    private Stun() {}

    /// Whether `datagram` is STUN and not DTLS, RTP or RTCP: first byte 0 to 3 (RFC 7983 §7) and the magic cookie.
    public static boolean isStun(Bytes datagram) {
        return datagram.length() >= StunMessage.HEADER_LENGTH
                && datagram.u8(0) <= 3
                && datagram.u32(4) == StunMessage.MAGIC_COOKIE;
    }

    /// The receiver's ufrag in a Binding request: the part of USERNAME before the colon (RFC 8445 §7.2.2). For finding
    /// the agent only; nothing is authenticated yet.
    public static Parsed<String> localUfrag(Bytes bindingRequest) {
        return StunMessage.parse(bindingRequest).then(Stun::localUfrag);
    }

    /// What an answer has in common with what it answers (RFC 8489 §5): 96 random bits. `datagram` is STUN.
    public static Bytes transactionId(Bytes datagram) {
        return datagram.slice(StunMessage.TRANSACTION_ID_OFFSET, StunMessage.TRANSACTION_ID_LENGTH);
    }

    static Parsed<String> localUfrag(StunMessage message) {
        if (message.kind() != StunMessage.Kind.REQUEST || message.method() != StunMessage.BINDING)
            return Parsed.malformed("stun-not-a-binding-request");
        String username = message.username().orElse("");
        int colon = username.indexOf(':');
        return colon < 1 ? Parsed.malformed("stun-username") : Parsed.ok(username.substring(0, colon));
    }
}
