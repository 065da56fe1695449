package io.glasscast.app.house;

import io.glasscast.gates.WebRtcDoor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Stands where the WebRTC door would be when it is switched off.
final class AbsentWebRtcDoor implements WebRtcDoor {
    private static final String OFF = "WebRTC is switched off on this server.";

    @Override
    public CompletionStage<Outcome> whip(String ingestKey, String sdpOffer, String requestHost) {
        return CompletableFuture.completedFuture(new Outcome.Refused(Refusal.TOO_MANY, OFF));
    }

    @Override
    public CompletionStage<Outcome> whep(String playbackId, String sdpOffer, String requestHost) {
        return CompletableFuture.completedFuture(new Outcome.Refused(Refusal.TOO_MANY, OFF));
    }

    @Override
    public CompletionStage<Patched> patch(String sessionId, String sdpFragment, Optional<String> ifMatch) {
        return CompletableFuture.completedFuture(new Patched.Refused(Refusal.NOT_FOUND, OFF));
    }

    @Override
    public CompletionStage<Boolean> end(String sessionId) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Boolean> exists(String sessionId) {
        return CompletableFuture.completedFuture(false);
    }
}
