package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import java.util.List;
import java.util.Optional;

/// One end of one ICE session with a single component: finds the peer's address and watches over its consent.
///
/// After [Output.ConsentLost] an agent is over: it sends nothing more and waits for nothing.
public interface IceAgent extends Machine<IceAgent.Input, IceAgent.Output> {
    /// What can happen to an agent.
    sealed interface Input {
        /// A STUN message from `from`; over TCP without the framing of RFC 4571.
        record Datagram(TransportAddress from, Bytes bytes) implements Input {}

        /// Addresses where the peer may be found, best first. May come at any time and more than once (trickle).
        record RemoteCandidates(List<TransportAddress> candidates) implements Input {}

        /// A packet came from `from` that only the peer can have sealed (SRTP that opened, DTLS past its handshake).
        /// Once a second is enough. To a lite agent it is a sign of life; a controlling one asks for itself.
        record Heard(TransportAddress from) implements Input {}

        /// The peer has keys that nobody has who did not get our half of the handshake, and that was sent to `at`
        /// and nowhere else.
        record Keyed(TransportAddress at) implements Input {}

        /// New credentials on both sides (RFC 8445 §9). The path in use stays in use until the new generation has one.
        record Restart(IceCredentials local, IceCredentials remote) implements Input {}
    }

    /// What an agent asks for.
    sealed interface Output {
        /// Send `datagram`; over TCP with the framing of RFC 4571, on a connection that is opened when there is none.
        record Send(TransportAddress to, Bytes datagram) implements Output {}

        /// The peer is asked whether it is where it has not been seen yet; its answer bears this identifier and
        /// no name.
        record Asked(Bytes transactionId) implements Output {}

        /// The peer has shown that it is at `remote`, see [IceAgent#proven].
        record Proven(TransportAddress remote) implements Output {}

        /// The peer says to be at `remote` from now on: the first selection and every change.
        record Selected(TransportAddress remote) implements Output {}

        /// The peer must not be sent anything any more: for 30 s it has not answered, where it has to be asked,
        /// or there was no sign of it, or no path in the first 30 s.
        record ConsentLost() implements Output {}

        /// Input was dropped.
        ///
        /// @param why a constant in kebab-case, fit to label a counter
        record Discarded(String why) implements Output {}
    }

    /// Our credentials of the newest generation.
    IceCredentials local();

    /// Where the peer says to be.
    Optional<TransportAddress> selected();

    /// Where media goes now: where the peer answered last, or got our half of the handshake. Whoever knows the
    /// password can send a check with somebody else's address on it, but only who is there can answer one.
    Optional<TransportAddress> proven();

    /// Whether a request whose user name starts with `localUfrag` is for this agent: the newest generation's, or
    /// during a restart the one before it.
    boolean accepts(String localUfrag);
}
