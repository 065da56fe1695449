package io.glasscast.gates;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Where WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) requests go, whatever HTTP server they came by.
///
/// Called from any thread; the stages complete off the caller's thread. Ids are strangers' text of at most 128
/// characters: the door looks them up and answers [Refusal#NOT_FOUND] alike for those that never existed, those that
/// are gone and those that could not exist.
public interface WebRtcDoor {
    /// A publisher's offer. The newest publisher of an ingest key takes over.
    ///
    /// @param requestHost the host part of the request's `Host` header, or "": an address this server goes by
    CompletionStage<Outcome> whip(String ingestKey, String sdpOffer, String requestHost);

    /// A viewer's offer.
    ///
    /// @param requestHost the host part of the request's `Host` header, or "": an address this server goes by
    CompletionStage<Outcome> whep(String playbackId, String sdpOffer, String requestHost);

    /// Trickled candidates, or an ICE restart (RFC 9725 §4.3).
    ///
    /// @param ifMatch `*`, or an entity tag without its quotes; empty when the request had none
    CompletionStage<Patched> patch(String sessionId, String sdpFragment, Optional<String> ifMatch);

    /// Ends a session at once.
    ///
    /// @return false: no such session
    CompletionStage<Boolean> end(String sessionId);

    CompletionStage<Boolean> exists(String sessionId);

    /// What became of an offer.
    sealed interface Outcome {
        /// @param sessionId unguessable; names the session in its URL
        /// @param etag      names the ICE session, without quotes (RFC 9725 §4.3.1)
        record Answered(String sessionId, String etag, String sdp) implements Outcome {}

        /// @param detail one sentence for the client, without secrets
        record Refused(Refusal refusal, String detail) implements Outcome {}
    }

    /// What became of a patch.
    sealed interface Patched {
        record Trickled() implements Patched {}

        /// @param etag names the new ICE session, without quotes
        record Restarted(String etag, String sdpFragment) implements Patched {}

        /// @param detail one sentence for the client, without secrets
        record Refused(Refusal refusal, String detail) implements Patched {}
    }

    enum Refusal {
        NOT_FOUND,
        NOT_LIVE,
        MALFORMED,
        UNACCEPTABLE,
        PRECONDITION_REQUIRED,
        PRECONDITION_FAILED,
        TOO_MANY
    }
}
