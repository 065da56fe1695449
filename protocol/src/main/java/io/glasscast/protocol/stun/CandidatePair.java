package io.glasscast.protocol.stun;

import io.glasscast.kernel.TransportAddress;

/// A remote address and how far its check has come (RFC 8445 §6.1.2.6). There is one local candidate per transport, the
/// driver's socket, so the remote address alone names the pair.
final class CandidatePair {
    /// Waiting → InProgress → Succeeded → InProgress (nominating), and back to Waiting whenever a check fails: on a
    /// mobile network what fails now may work in a second, so no pair is ever given up.
    sealed interface State {
        record Waiting(long notBeforeNanos) implements State {}

        record InProgress(StunTransaction check, boolean nominating) implements State {}

        record Succeeded() implements State {}
    }

    private final TransportAddress remote;
    private State state;

    CandidatePair(TransportAddress remote, long nowNanos) {
        this.remote = remote;
        this.state = new State.Waiting(nowNanos);
    }

    TransportAddress remote() {
        return remote;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    boolean isNominating() {
        return state instanceof State.InProgress(var _, var nominating) && nominating;
    }
}
