package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import java.util.Locale;

/// Why a connection ends (RFC 5246 §7.2), as far as we say or count it.
enum Alert {
    CLOSE_NOTIFY(0),
    UNEXPECTED_MESSAGE(10),
    BAD_RECORD_MAC(20),
    RECORD_OVERFLOW(22),
    HANDSHAKE_FAILURE(40),
    BAD_CERTIFICATE(42),
    UNSUPPORTED_CERTIFICATE(43),
    CERTIFICATE_REVOKED(44),
    CERTIFICATE_EXPIRED(45),
    CERTIFICATE_UNKNOWN(46),
    ILLEGAL_PARAMETER(47),
    UNKNOWN_CA(48),
    ACCESS_DENIED(49),
    DECODE_ERROR(50),
    DECRYPT_ERROR(51),
    PROTOCOL_VERSION(70),
    INSUFFICIENT_SECURITY(71),
    INTERNAL_ERROR(80),
    USER_CANCELED(90),
    NO_RENEGOTIATION(100),
    UNSUPPORTED_EXTENSION(110);

    static final int WARNING = 1;
    static final int FATAL = 2;
    static final int LENGTH = 2;

    final int code;
    private final String label;

    Alert(int code) {
        this.code = code;
        label = "dtls-peer-says-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The label under which a failure by the peer's alert `code` is counted.
    static String label(int code) {
        for (var alert : values()) if (alert.code == code) return alert.label;
        return "dtls-peer-says-other";
    }

    Bytes write(int level) {
        return Bytes.of(new byte[] {(byte) level, (byte) code});
    }
}
