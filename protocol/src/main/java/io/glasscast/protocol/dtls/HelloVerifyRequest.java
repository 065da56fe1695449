package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// A server's demand to hear the hello again, with a cookie (RFC 6347 §4.2.1).
///
/// @param cookie 0..255 bytes
record HelloVerifyRequest(Bytes cookie) {
    static Parsed<HelloVerifyRequest> parse(Bytes body) {
        var reader = new TlsReader(body);
        reader.u16(); // server_version, which is to be ignored: no version is agreed yet
        var cookie = reader.vector8();
        return reader.ended() ? ok(new HelloVerifyRequest(cookie)) : malformed("dtls-hello-verify-request");
    }

    Bytes write() {
        return new TlsWriter().u16(DtlsRecord.DTLS_1_0).vector8(cookie).toBytes();
    }
}
