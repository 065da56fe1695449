package io.glasscast.protocol.dtls;

import java.util.Optional;

/// RFC 5246 §7.4, RFC 6347 §4.3.2.
enum HandshakeType {
    HELLO_REQUEST(0),
    CLIENT_HELLO(1),
    SERVER_HELLO(2),
    HELLO_VERIFY_REQUEST(3),
    NEW_SESSION_TICKET(4),
    CERTIFICATE(11),
    SERVER_KEY_EXCHANGE(12),
    CERTIFICATE_REQUEST(13),
    SERVER_HELLO_DONE(14),
    CERTIFICATE_VERIFY(15),
    CLIENT_KEY_EXCHANGE(16),
    FINISHED(20);

    final int code;

    HandshakeType(int code) {
        this.code = code;
    }

    static Optional<HandshakeType> of(int code) {
        for (var type : values()) if (type.code == code) return Optional.of(type);
        return Optional.empty();
    }

    /// The epoch in which a first handshake sends it.
    int epoch() {
        return this == FINISHED ? RecordLayer.SEALED : RecordLayer.PLAIN;
    }
}
