package io.glasscast.api;

import io.glasscast.contract.RestreamDestination;
import io.glasscast.control.DeskInput;
import io.glasscast.control.OutputAnswer;
import io.glasscast.control.OutputRefusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Wishes for outputs that come by REST: gives each a ticket, and waits for what the desk of the stream's user says.
final class OutputCalls {
    private final ControlRoom room;
    private final Function<String, Optional<String>> userOfStream;
    private final AtomicLong lastTicket = new AtomicLong();
    private final ConcurrentHashMap<Long, CompletableFuture<OutputAnswer>> waiting = new ConcurrentHashMap<>();

    /// @param userOfStream whose desk a managed stream is on
    OutputCalls(ControlRoom room, Function<String, Optional<String>> userOfStream) {
        this.room = room;
        this.userOfStream = userOfStream;
    }

    /// @throws IllegalStateException when the desk did not answer
    OutputAnswer add(String streamId, Optional<String> app, RestreamDestination destination) {
        return ask(streamId, ticket -> new DeskInput.AddOutput(ticket, streamId, app, destination));
    }

    /// @throws IllegalStateException when the desk did not answer
    OutputAnswer remove(String streamId, Optional<String> app, String outputId) {
        return ask(streamId, ticket -> new DeskInput.RemoveOutput(ticket, streamId, app, outputId));
    }

    void answered(long ticket, OutputAnswer answer) {
        var caller = waiting.get(ticket);
        if (caller != null) caller.complete(answer);
    }

    private OutputAnswer ask(String streamId, Function<Long, DeskInput> wish) {
        var user = userOfStream.apply(streamId);
        if (user.isEmpty()) return new OutputAnswer.Refused(OutputRefusal.STREAM_NOT_FOUND);
        long ticket = lastTicket.incrementAndGet();
        var answer = new CompletableFuture<OutputAnswer>();
        waiting.put(ticket, answer);
        try {
            room.submit(user.get(), wish.apply(ticket));
            return answer.get(ControlRoom.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the desk of stream " + streamId + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            waiting.remove(ticket);
        }
    }
}
