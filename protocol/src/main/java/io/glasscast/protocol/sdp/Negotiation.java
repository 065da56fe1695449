package io.glasscast.protocol.sdp;

import java.util.List;

/// What became of an offer that we understood.
public sealed interface Negotiation {
    /// Both sides agree.
    ///
    /// @param sdp       our answer; of a client, the server's
    /// @param setup     our part in the DTLS handshake: `ACTIVE` or `PASSIVE`
    /// @param transport theirs
    /// @param media     the sections that carry something, in their order; at least one
    record Negotiated(String sdp, Setup setup, Transport transport, List<NegotiatedMedia> media)
            implements Negotiation {
        public Negotiated {
            media = List.copyOf(media);
        }
    }

    /// We refuse, and nothing has happened. HTTP says 422.
    ///
    /// @param why      a constant in kebab-case such as `sdp-no-common-codec`, fit to label a counter
    /// @param sentence for the human who has to mend it
    record Unacceptable(String why, String sentence) implements Negotiation {}
}
