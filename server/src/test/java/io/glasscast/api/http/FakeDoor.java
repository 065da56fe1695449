package io.glasscast.api.http;

import io.glasscast.gates.WebRtcDoor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A door that answers what it is told to, and remembers what it was asked.
final class FakeDoor implements WebRtcDoor {
    final List<String> asked = new ArrayList<>();
    Outcome outcome = new Outcome.Answered("session-1", "ice-1", "v=0\r\nanswer");
    Patched patched = new Patched.Trickled();
    boolean known = true;

    @Override
    public CompletionStage<Outcome> whip(String ingestKey, String sdpOffer, String requestHost) {
        return ask("whip " + ingestKey + " " + sdpOffer + " " + requestHost, outcome);
    }

    @Override
    public CompletionStage<Outcome> whep(String playbackId, String sdpOffer, String requestHost) {
        return ask("whep " + playbackId + " " + sdpOffer + " " + requestHost, outcome);
    }

    @Override
    public CompletionStage<Patched> patch(String sessionId, String sdpFragment, Optional<String> ifMatch) {
        return ask("patch " + sessionId + " " + sdpFragment + " " + ifMatch.orElse("(none)"), patched);
    }

    @Override
    public CompletionStage<Boolean> end(String sessionId) {
        return ask("end " + sessionId, known);
    }

    @Override
    public CompletionStage<Boolean> exists(String sessionId) {
        return ask("exists " + sessionId, known);
    }

    private synchronized <T> CompletionStage<T> ask(String what, T answer) {
        asked.add(what);
        return CompletableFuture.supplyAsync(() -> answer);
    }
}
