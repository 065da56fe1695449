package io.glasscast.gates;

/// Makes connections to the outside.
public interface Dialer {
    /// Resolves `host`, connects and, with `tls`, shakes hands with a peer whose certificate must be good for `host`.
    /// `caller` learns on the media loop what became of it, in a later turn.
    void dial(String host, int port, boolean tls, Caller caller);

    interface Caller {
        /// @return what takes the wire's bytes
        WireEnd connected(Wire wire, long nowNanos);

        void failed(Failure why, long nowNanos);
    }

    /// Why there is no connection, in terms a person can act on.
    enum Failure {
        UNKNOWN_HOST,
        /// It is nowhere that this server calls.
        NOT_ALLOWED,
        REFUSED,
        UNREACHABLE,
        TIMED_OUT,
        TLS;

        /// In words.
        String sentence(String host, int port) {
            return switch (this) {
                case UNKNOWN_HOST -> "There is no host with the name " + host + ".";
                case NOT_ALLOWED ->
                    "This server calls the internet only, and " + host
                            + " is not there: its operator can allow more networks with outbound.allow.";
                case REFUSED -> "Nothing takes connections at port " + port + " of " + host + ".";
                case UNREACHABLE -> "The host " + host + " cannot be reached.";
                case TIMED_OUT -> "The host " + host + " does not answer.";
                case TLS -> "The host " + host + " could not prove by TLS that it is " + host + ".";
            };
        }
    }
}
