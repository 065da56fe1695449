package io.glasscast.api.http;

import java.util.List;

/// What our doors speak TLS by, best first: suites in which a key that is stolen later opens nothing that was
/// said before (ephemeral Diffie-Hellman), and which notice a forgery before they decrypt it (RFC 9325 §4.2).
/// Every browser, player and encoder of the last ten years has one of them.
public final class TlsSuites {
    public static final List<String> NAMES = List.of(
            // Of TLS 1.3.
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            // Of TLS 1.2.
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /// What is older has been given up by everybody (RFC 8996).
    public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private TlsSuites() {}
}
