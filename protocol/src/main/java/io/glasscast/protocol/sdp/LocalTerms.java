package io.glasscast.protocol.sdp;

import java.util.List;

/// Our side of the transport, for a description that we write.
///
/// @param fingerprint of our certificate, as in `sha-256 AB:CD:…`
/// @param candidates  each as it stands behind `a=`: `candidate:…`; all that there will be
/// @param sessionId   0 or more, unique among our sessions (RFC 8829 §5.2.1)
/// @param cname       names us in RTCP; also our stream's id
public record LocalTerms(
        String ufrag,
        String password,
        String fingerprint,
        boolean iceLite,
        List<String> candidates,
        long sessionId,
        String cname) {
    public LocalTerms {
        if (sessionId < 0) throw new IllegalArgumentException("session id " + sessionId);
        candidates = List.copyOf(candidates);
    }

    /// Says nothing of the password and the addresses, so that none reaches a log.
    @Override
    public String toString() {
        return "LocalTerms[ufrag=" + ufrag + "]";
    }
}
