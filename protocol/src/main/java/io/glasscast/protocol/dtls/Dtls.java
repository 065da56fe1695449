package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;

/// Tells DTLS from the other protocols that share a port.
public final class Dtls {
    private Dtls() {}

    /// Whether `datagram` is DTLS by its first byte: 20..63 (RFC 7983 §7).
    public static boolean isDtls(Bytes datagram) {
        if (datagram.isEmpty()) return false;
        int first = datagram.u8(0);
        return first >= 20 && first <= 63;
    }
}
