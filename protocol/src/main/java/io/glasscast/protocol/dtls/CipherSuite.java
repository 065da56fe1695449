package io.glasscast.protocol.dtls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What we can agree on, best first (RFC 5289 §3.2). AES-128 leads because it costs less and nobody breaks it.
enum CipherSuite {
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xC02B, 16, Prf.SHA256, false),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xC02C, 32, Prf.SHA384, false),
    /// For servers with an RSA certificate. Our own is ECDSA, so as a server we never choose it.
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xC02F, 16, Prf.SHA256, true);

    /// Signals, in the place of a suite, an empty renegotiation_info (RFC 5746 §3.3).
    static final int TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00FF;

    static final List<Integer> CODES =
            Arrays.stream(values()).map(suite -> suite.code).toList();

    final int code;
    final int keyLength;
    final Prf prf;
    /// Whether the server proves itself with RSA rather than ECDSA.
    final boolean rsa;

    CipherSuite(int code, int keyLength, Prf prf, boolean rsa) {
        this.code = code;
        this.keyLength = keyLength;
        this.prf = prf;
        this.rsa = rsa;
    }

    static Optional<CipherSuite> of(int code) {
        return Arrays.stream(values()).filter(suite -> suite.code == code).findFirst();
    }

    /// The best of those offered that goes with a server's ECDSA certificate.
    static Optional<CipherSuite> choose(List<Integer> offered) {
        return Arrays.stream(values())
                .filter(suite -> !suite.rsa && offered.contains(suite.code))
                .findFirst();
    }
}
