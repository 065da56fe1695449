package io.glasscast.protocol.sdp;

import java.util.Locale;
import java.util.Optional;

/// Who opens the DTLS handshake (RFC 4145 §4, RFC 5763 §5).
public enum Setup {
    /// Either; only in offers.
    ACTPASS,
    /// The DTLS client.
    ACTIVE,
    /// The DTLS server.
    PASSIVE;

    /// What we are when the other side is `this`. Undecided ones become clients, because a server has nothing to send
    /// before it knows that its peer listens.
    public Setup answer() {
        return switch (this) {
            case ACTPASS, ACTIVE -> PASSIVE;
            case PASSIVE -> ACTIVE;
        };
    }

    static Optional<Setup> of(String value) {
        return switch (value) {
            case "actpass" -> Optional.of(ACTPASS);
            case "active" -> Optional.of(ACTIVE);
            case "passive" -> Optional.of(PASSIVE);
            default -> Optional.empty();
        };
    }

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
