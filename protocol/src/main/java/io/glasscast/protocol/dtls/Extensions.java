package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The extensions of a hello (RFC 5246 §7.4.1.4) by their type. Those that nobody here knows are carried and ignored.
record Extensions(Map<Integer, Bytes> byType) {
    static final int SUPPORTED_GROUPS = 10; // RFC 8422 §5.1.1
    static final int EC_POINT_FORMATS = 11; // RFC 8422 §5.1.2
    static final int SIGNATURE_ALGORITHMS = 13; // RFC 5246 §7.4.1.4.1
    static final int USE_SRTP = 14; // RFC 5764 §4.1.1
    static final int EXTENDED_MASTER_SECRET = 23; // RFC 7627 §5.1
    static final int RENEGOTIATION_INFO = 0xFF01; // RFC 5746 §3.2

    /// One empty vector: nothing to be bound to, as this is the first handshake.
    static final Bytes EMPTY_RENEGOTIATION_INFO = Bytes.of(new byte[1]);
    /// `uncompressed` alone.
    static final Bytes POINT_FORMATS = Bytes.of(new byte[] {1, 0});

    private static final int UNCOMPRESSED = 0;

    /// Reads what is left of a hello: nothing, or a vector of extensions.
    static Parsed<Extensions> parse(TlsReader hello) {
        var byType = new LinkedHashMap<Integer, Bytes>();
        if (!hello.more()) return ok(new Extensions(byType));
        var list = new TlsReader(hello.vector16());
        while (list.more()) {
            int type = list.u16();
            if (byType.put(type, list.vector16()) != null) return malformed("dtls-extension-twice");
        }
        return list.ended() && hello.ended() ? ok(new Extensions(byType)) : malformed("dtls-extensions-length");
    }

    void write(TlsWriter hello) {
        var list = new TlsWriter();
        byType.forEach((type, body) -> list.u16(type).vector16(body));
        hello.vector16(list.toBytes());
    }

    boolean has(int type) {
        return byType.containsKey(type);
    }

    Set<Integer> types() {
        return byType.keySet();
    }

    Optional<Bytes> find(int type) {
        return Optional.ofNullable(byType.get(type));
    }

    /// A list of 16-bit codes such as supported_groups; empty when it is absent or malformed.
    List<Integer> codes(int type) {
        var body = find(type);
        if (body.isEmpty()) return List.of();
        var reader = new TlsReader(body.get());
        var codes = reader.codes16();
        return reader.ended() ? codes : List.of();
    }

    /// Whether the peer reads uncompressed points, which whoever says nothing does too (RFC 8422 §5.1.2).
    boolean uncompressedPoints() {
        var body = find(EC_POINT_FORMATS);
        if (body.isEmpty()) return true;
        var reader = new TlsReader(body.get());
        var formats = reader.vector8();
        for (int i = 0; i < formats.length(); i++) if (formats.u8(i) == UNCOMPRESSED) return true;
        return false;
    }

    /// Whether renegotiation_info, if there, is that of a first handshake (RFC 5746 §3.4, §3.6).
    boolean firstHandshake() {
        return find(RENEGOTIATION_INFO).map(EMPTY_RENEGOTIATION_INFO::equals).orElse(true);
    }
}
