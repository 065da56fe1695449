package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// RFC 5246 §7.4.1.3.
///
/// @param random      32 bytes
/// @param sessionId   empty when the server does not resume sessions, as ours
/// @param suite       code point
/// @param compression 0 for none
record ServerHello(int version, Bytes random, Bytes sessionId, int suite, int compression, Extensions extensions) {
    static Parsed<ServerHello> parse(Bytes body) {
        var reader = new TlsReader(body);
        int version = reader.u16();
        var random = reader.opaque(ClientHello.RANDOM_LENGTH);
        var sessionId = reader.vector8();
        int suite = reader.u16();
        int compression = reader.u8();
        if (!reader.intact()) return malformed("dtls-server-hello-short");
        return Extensions.parse(reader)
                .then(extensions -> ok(new ServerHello(version, random, sessionId, suite, compression, extensions)));
    }

    Bytes write() {
        var writer = new TlsWriter()
                .u16(version)
                .opaque(random)
                .vector8(sessionId)
                .u16(suite)
                .u8(compression);
        extensions.write(writer);
        return writer.toBytes();
    }
}
