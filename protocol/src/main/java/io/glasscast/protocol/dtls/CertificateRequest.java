package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;

/// RFC 5246 §7.4.4. The authorities it may name mean nothing to self-signed certificates.
///
/// @param types   kinds of keys, one byte each
/// @param schemes what the server verifies
record CertificateRequest(Bytes types, List<Integer> schemes) {
    private static final int RSA_SIGN = 1;
    private static final int ECDSA_SIGN = 64; // RFC 8422 §5.5

    /// Whatever we can verify.
    static final CertificateRequest ANY =
            new CertificateRequest(Bytes.of(new byte[] {ECDSA_SIGN, RSA_SIGN}), SignatureScheme.CODES);

    static Parsed<CertificateRequest> parse(Bytes body) {
        var reader = new TlsReader(body);
        var parsed = new CertificateRequest(reader.vector8(), reader.codes16());
        reader.vector16(); // certificate_authorities
        return reader.ended() ? ok(parsed) : malformed("dtls-certificate-request");
    }

    Bytes write() {
        return new TlsWriter()
                .vector8(types)
                .codes16(schemes)
                .vector16(Bytes.EMPTY)
                .toBytes();
    }

    boolean takesEcdsa() {
        for (int i = 0; i < types.length(); i++) if (types.u8(i) == ECDSA_SIGN) return true;
        return false;
    }
}
