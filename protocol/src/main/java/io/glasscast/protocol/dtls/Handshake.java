package io.glasscast.protocol.dtls;

/// One side's part in a full TLS 1.2 handshake, message by message and in order. Knows neither records nor time.
sealed interface Handshake permits ClientHandshake, ServerHandshake {
    /// The first words: a client's hello, a server's silence.
    Step begin();

    /// Takes the peer's next message.
    Step on(HandshakeMessage message);
}
