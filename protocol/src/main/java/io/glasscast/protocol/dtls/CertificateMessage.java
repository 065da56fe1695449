package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// RFC 5246 §7.4.2.
///
/// @param chain DER certificates, the sender's own first; empty when a client has none
record CertificateMessage(List<Bytes> chain) {
    static Parsed<CertificateMessage> parse(Bytes body) {
        var reader = new TlsReader(body);
        var list = new TlsReader(reader.vector24());
        var chain = new ArrayList<Bytes>();
        while (list.more()) chain.add(list.vector24());
        return reader.ended() && list.ended()
                ? ok(new CertificateMessage(List.copyOf(chain)))
                : malformed("dtls-certificate-length");
    }

    Bytes write() {
        var list = new TlsWriter();
        for (var certificate : chain) list.vector24(certificate);
        return new TlsWriter().vector24(list.toBytes()).toBytes();
    }
}
