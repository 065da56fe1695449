package io.glasscast.protocol.dtls;

import java.util.Optional;

/// What a record carries (RFC 5246 §6.2.1).
enum ContentType {
    CHANGE_CIPHER_SPEC(20),
    ALERT(21),
    HANDSHAKE(22),
    APPLICATION_DATA(23);

    final int code;

    ContentType(int code) {
        this.code = code;
    }

    static Optional<ContentType> of(int code) {
        for (var type : values()) if (type.code == code) return Optional.of(type);
        return Optional.empty();
    }
}
