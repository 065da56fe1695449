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
        REFUSED,
        UNREACHABLE,
        TIMED_OUT,
        TLS
    }
}
