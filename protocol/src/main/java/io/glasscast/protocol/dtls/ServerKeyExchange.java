package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The server's half of the key exchange, signed (RFC 8422 §5.4).
///
/// @param group code point
record ServerKeyExchange(int group, Bytes publicKey, Signature signature) {
    private static final int NAMED_CURVE = 3;

    static Parsed<ServerKeyExchange> parse(Bytes body) {
        var reader = new TlsReader(body);
        int kind = reader.u8();
        int group = reader.u16();
        var publicKey = reader.vector8();
        var signature = Signature.read(reader);
        if (!reader.ended()) return malformed("dtls-server-key-exchange-length");
        if (kind != NAMED_CURVE) return malformed("dtls-server-key-exchange-curve");
        return ok(new ServerKeyExchange(group, publicKey, signature));
    }

    Bytes write() {
        var writer = new TlsWriter().opaque(parameters(group, publicKey));
        signature.write(writer);
        return writer.toBytes();
    }

    /// What the signature is over.
    static Bytes signed(Bytes clientRandom, Bytes serverRandom, int group, Bytes publicKey) {
        return new ByteWriter()
                .bytes(clientRandom)
                .bytes(serverRandom)
                .bytes(parameters(group, publicKey))
                .toBytes();
    }

    private static Bytes parameters(int group, Bytes publicKey) {
        return new TlsWriter().u8(NAMED_CURVE).u16(group).vector8(publicKey).toBytes();
    }
}
