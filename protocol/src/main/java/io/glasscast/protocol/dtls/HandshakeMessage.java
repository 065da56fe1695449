package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;

/// A whole handshake message.
///
/// @param sequence its place among all that its sender says, 16 bits
record HandshakeMessage(HandshakeType type, int sequence, Bytes body) {
    /// As it counts in hashes and signatures: in one fragment, however it travelled (RFC 6347 §4.2.6).
    Bytes whole() {
        return fragment(0, body.length()).write();
    }

    HandshakeFragment fragment(int offset, int length) {
        return new HandshakeFragment(type, body.length(), sequence, offset, body.slice(offset, length));
    }
}
