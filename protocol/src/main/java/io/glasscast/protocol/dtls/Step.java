package io.glasscast.protocol.dtls;

/// What a handshake wants after a message.
sealed interface Step {
    Step WAIT = new Wait();

    /// More of the peer's flight.
    record Wait() implements Step {}

    /// To answer.
    record Send(Flight flight) implements Step {}

    /// To seal and open epoch 1 from now on, and then to send `flight`, which may be empty.
    record Protect(Session session, Flight flight) implements Step {}

    /// To send `flight`, which may be empty, and be done.
    record Complete(Flight flight, int srtpProfile) implements Step {}

    /// To give up.
    ///
    /// @param why a constant label
    record Refuse(Alert alert, String why) implements Step {}

    static Step refuse(Alert alert, String why) {
        return new Refuse(alert, why);
    }
}
