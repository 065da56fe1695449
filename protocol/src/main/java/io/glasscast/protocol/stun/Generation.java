package io.glasscast.protocol.stun;

/// Both ends' credentials between two restarts (RFC 8445 §9).
record Generation(IceCredentials local, IceCredentials remote) {
    /// USERNAME of a request from us: the receiver's ufrag comes first (RFC 8445 §7.2.2).
    String usernameOfOurRequest() {
        return remote.ufrag() + ':' + local.ufrag();
    }
}
