package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// A part of a handshake message, possibly all of it (RFC 6347 §4.2.2).
/// ```
/// | msg_type (1) | length (3) | message_seq (2) | fragment_offset (3) | fragment_length (3) | body ...
/// ```
/// @param length of the whole message's body
record HandshakeFragment(HandshakeType type, int length, int sequence, int offset, Bytes body) {
    static final int HEADER_LENGTH = 12;

    /// Reads the fragment that starts `bytes`; more may follow it in the same record.
    static Parsed<HandshakeFragment> parse(Bytes bytes) {
        if (bytes.length() < HEADER_LENGTH) return malformed("dtls-handshake-short");
        var type = HandshakeType.of(bytes.u8(0));
        if (type.isEmpty()) return malformed("dtls-handshake-type");
        int length = bytes.u24(1);
        int offset = bytes.u24(6);
        int size = bytes.u24(9);
        if (size > bytes.length() - HEADER_LENGTH) return malformed("dtls-handshake-truncated");
        if (offset + size > length) return malformed("dtls-handshake-outside");
        if (size == 0 && length > 0) return malformed("dtls-handshake-empty");
        return ok(new HandshakeFragment(type.get(), length, bytes.u16(4), offset, bytes.slice(HEADER_LENGTH, size)));
    }

    /// Bytes on the wire.
    int size() {
        return HEADER_LENGTH + body.length();
    }

    Bytes write() {
        return new ByteWriter(size())
                .u8(type.code)
                .u24(length)
                .u16(sequence)
                .u24(offset)
                .u24(body.length())
                .bytes(body)
                .toBytes();
    }
}
