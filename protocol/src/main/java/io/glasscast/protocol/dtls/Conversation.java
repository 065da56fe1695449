package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// All handshake messages said and heard so far, which signatures, secrets and Finished are over, and the numbers of
/// those said. Bounded, because a handshake is a fixed number of messages, each within [Reassembly#MAX_MESSAGE].
final class Conversation {
    private ByteWriter transcript = new ByteWriter(2048);
    private int nextSequence;

    /// Our next message, remembered.
    Flight.Item say(HandshakeType type, Bytes body) {
        var message = new HandshakeMessage(type, nextSequence++, body);
        hear(message);
        return new Flight.Item.Message(message);
    }

    void hear(HandshakeMessage message) {
        transcript.bytes(message.whole());
    }

    /// Everything from the first hello that counts.
    Bytes soFar() {
        return transcript.toBytes();
    }

    /// Begins again, but for the numbers: a hello that was answered with a demand for a cookie, and that demand, do
    /// not count (RFC 6347 §4.2.1).
    void forget() {
        transcript = new ByteWriter(2048);
    }
}
