package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.List;

/// Writes what TLS's presentation language describes (RFC 5246 §4). A vector too long for its length field is a
/// fault of ours and throws.
final class TlsWriter {
    private final ByteWriter writer = new ByteWriter();

    TlsWriter u8(int value) {
        writer.u8(value);
        return this;
    }

    TlsWriter u16(int value) {
        writer.u16(value);
        return this;
    }

    TlsWriter u24(int value) {
        writer.u24(value);
        return this;
    }

    TlsWriter opaque(Bytes bytes) {
        writer.bytes(bytes);
        return this;
    }

    TlsWriter vector8(Bytes bytes) {
        writer.u8(fits(bytes, 1 << 8)).bytes(bytes);
        return this;
    }

    TlsWriter vector16(Bytes bytes) {
        writer.u16(fits(bytes, 1 << 16)).bytes(bytes);
        return this;
    }

    TlsWriter vector24(Bytes bytes) {
        writer.u24(fits(bytes, 1 << 24)).bytes(bytes);
        return this;
    }

    TlsWriter codes16(List<Integer> codes) {
        var inner = new ByteWriter();
        for (int code : codes) inner.u16(code);
        return vector16(inner.toBytes());
    }

    Bytes toBytes() {
        return writer.toBytes();
    }

    private static int fits(Bytes bytes, int limit) {
        if (bytes.length() >= limit) throw new IllegalArgumentException("too long for its length: " + bytes.length());
        return bytes.length();
    }
}
