package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/// A digitally-signed element (RFC 5246 §4.7); alone it is the body of a CertificateVerify (§7.4.8).
///
/// @param scheme code point
record Signature(int scheme, Bytes value) {
    static Signature read(TlsReader reader) {
        return new Signature(reader.u16(), reader.vector16());
    }

    static Parsed<Signature> parse(Bytes body) {
        var reader = new TlsReader(body);
        var parsed = read(reader);
        return reader.ended() ? ok(parsed) : malformed("dtls-certificate-verify");
    }

    void write(TlsWriter writer) {
        writer.u16(scheme).vector16(value);
    }

    Bytes write() {
        var writer = new TlsWriter();
        write(writer);
        return writer.toBytes();
    }

    /// Whether it is over `content` by the holder of `key`, in a scheme that we verify.
    boolean verifies(AsymmetricKeyParameter key, Bytes content) {
        return SignatureScheme.of(scheme)
                .map(known -> known.verify(key, content, value))
                .orElse(false);
    }
}
