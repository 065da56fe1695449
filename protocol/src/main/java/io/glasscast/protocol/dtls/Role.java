package io.glasscast.protocol.dtls;

/// Who speaks first. SDP's `a=setup:active` is the client (RFC 5763 §5).
public enum Role {
    CLIENT,
    SERVER
}
