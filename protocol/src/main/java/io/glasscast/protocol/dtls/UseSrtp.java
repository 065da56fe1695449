package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;

/// The use_srtp extension (RFC 5764 §4.1.1).
///
/// @param profiles SRTP protection profiles, the sender's best first; a server's has one
/// @param mki      the master key identifier that the client would put into packets; we never have one
record UseSrtp(List<Integer> profiles, Bytes mki) {
    static Parsed<UseSrtp> parse(Bytes extension) {
        var reader = new TlsReader(extension);
        var parsed = new UseSrtp(reader.codes16(), reader.vector8());
        return reader.ended() ? ok(parsed) : malformed("dtls-use-srtp");
    }

    Bytes write() {
        return new TlsWriter().codes16(profiles).vector8(mki).toBytes();
    }
}
