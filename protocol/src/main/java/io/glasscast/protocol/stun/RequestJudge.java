package io.glasscast.protocol.stun;

import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import java.util.List;
import java.util.Optional;

/// Says whether a Binding request may be believed, and answers it (RFC 8489 §6.3.1, §9.1.3; RFC 8445 §7.3).
///
/// Anybody can write somebody else's address on a datagram, so a request that is not authentic gets an answer only
/// when the answer is no longer than the request: nobody can use us to multiply what they send.
final class RequestJudge {
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHENTICATED = 401;
    private static final int UNKNOWN_ATTRIBUTE = 420;
    static final int ROLE_CONFLICT = 487;

    /// What became of a request.
    sealed interface Verdict {
        /// The peer of `generation` sent it.
        record Authentic(Generation generation, StunMessage answer) implements Verdict {}

        record Refused(Optional<StunMessage> answer, String why) implements Verdict {}
    }

    /// The attribute of a peer that believes to be what we are.
    private final StunAttribute conflictingRole;

    /// @param conflictingRole ICE-CONTROLLED for a controlled agent, ICE-CONTROLLING for a controlling one
    RequestJudge(StunAttribute conflictingRole) {
        this.conflictingRole = conflictingRole;
    }

    Verdict judge(StunMessage request, TransportAddress from, List<Generation> generations) {
        Optional<StunIntegrity> integrity = request.integrity();
        if (integrity.isEmpty() || !request.has(StunAttribute.USERNAME))
            return unauthenticated(request, BAD_REQUEST, "ice-no-credentials");
        String ufrag = Stun.localUfrag(request) instanceof Parsed.Ok<String>(var text) ? text : "";
        for (Generation generation : generations) {
            String password = generation.local().password();
            if (generation.local().ufrag().equals(ufrag))
                return request.authentic(password)
                        ? judgeAuthentic(request, from, generation, integrity.get())
                        : unauthenticated(request, UNAUTHENTICATED, "ice-integrity");
        }
        return unauthenticated(request, UNAUTHENTICATED, "ice-username");
    }

    private Verdict judgeAuthentic(
            StunMessage request, TransportAddress from, Generation generation, StunIntegrity integrity) {
        String password = generation.local().password();
        List<Integer> unknown = request.unknownRequired();
        if (!unknown.isEmpty()) {
            StunMessage answer = StunWriter.error(request, UNKNOWN_ATTRIBUTE)
                    .unknownAttributes(unknown)
                    .integrity(integrity, password)
                    .fingerprint();
            return new Verdict.Refused(Optional.of(answer), "ice-unknown-attribute");
        }
        if (request.has(conflictingRole)) {
            StunMessage answer = StunWriter.error(request, ROLE_CONFLICT)
                    .integrity(integrity, password)
                    .fingerprint();
            return new Verdict.Refused(Optional.of(answer), "ice-role-conflict");
        }
        StunMessage answer = StunWriter.success(request)
                .xorMappedAddress(from.socket())
                .integrity(integrity, password)
                .fingerprint();
        return new Verdict.Authentic(generation, answer);
    }

    /// These answers carry no integrity: there is no password that both ends know (RFC 8489 §9.1.3).
    private static Verdict unauthenticated(StunMessage request, int code, String why) {
        StunMessage answer = StunWriter.error(request, code).fingerprint();
        boolean amplifies = answer.wire().length() > request.wire().length();
        return new Verdict.Refused(amplifies ? Optional.empty() : Optional.of(answer), why);
    }
}
