package io.glasscast.api.http;

import io.glasscast.gates.PlaybackDoor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A door that answers what it is told to, and hands out the bodies that are still to come.
final class FakePlaybackDoor implements PlaybackDoor {
    final List<Request> asked = new ArrayList<>();
    final LinkedBlockingQueue<Body> bodies = new LinkedBlockingQueue<>();
    CompletableFuture<Answer> answer = new CompletableFuture<>();

    void answers(Answer with) {
        answer = CompletableFuture.completedFuture(with);
    }

    Body body() throws InterruptedException {
        var body = bodies.poll(10, TimeUnit.SECONDS);
        if (body == null) throw new AssertionError("nobody asked");
        return body;
    }

    @Override
    public synchronized CompletionStage<Answer> playback(Request request, Body body) {
        asked.add(request);
        // Who takes the body may set the answer for the next.
        var given = answer;
        bodies.add(body);
        return given;
    }
}
