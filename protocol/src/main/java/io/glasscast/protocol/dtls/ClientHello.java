package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;

/// RFC 6347 §4.2.1: TLS's ClientHello with a cookie.
///
/// @param version    the highest that the client speaks; version numbers of DTLS fall as it grows
/// @param random     32 bytes
/// @param suites     code points, the client's best first
/// @param compressed whether a compression method other than none is the only kind offered
record ClientHello(
        int version,
        Bytes random,
        Bytes sessionId,
        Bytes cookie,
        List<Integer> suites,
        boolean compressed,
        Extensions extensions) {
    static final int RANDOM_LENGTH = 32;
    private static final int NO_COMPRESSION = 0;

    static Parsed<ClientHello> parse(Bytes body) {
        var reader = new TlsReader(body);
        int version = reader.u16();
        var random = reader.opaque(RANDOM_LENGTH);
        var sessionId = reader.vector8();
        var cookie = reader.vector8();
        var suites = reader.codes16();
        var methods = reader.vector8();
        if (!reader.intact()) return malformed("dtls-client-hello-short");
        boolean compressed = true;
        for (int i = 0; i < methods.length(); i++) compressed &= methods.u8(i) != NO_COMPRESSION;
        boolean compressedOnly = compressed;
        return Extensions.parse(reader)
                .then(extensions ->
                        ok(new ClientHello(version, random, sessionId, cookie, suites, compressedOnly, extensions)));
    }

    Bytes write() {
        var writer = new TlsWriter()
                .u16(version)
                .opaque(random)
                .vector8(sessionId)
                .vector8(cookie)
                .codes16(suites)
                .vector8(Bytes.of(new byte[] {NO_COMPRESSION}));
        extensions.write(writer);
        return writer.toBytes();
    }

    ClientHello withCookie(Bytes fromServer) {
        return new ClientHello(version, random, sessionId, fromServer, suites, compressed, extensions);
    }
}
