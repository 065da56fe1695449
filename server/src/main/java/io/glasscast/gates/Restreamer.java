package io.glasscast.gates;

import io.glasscast.hub.Hub;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// All outputs of all streams. Each keeps to itself: what becomes of one, the others do not notice.
public final class Restreamer implements Gate {
    /// Ten for each of a thousand streams.
    private static final int LIMIT = 10_000;

    private final Hub hub;
    private final Pushes pushes;
    private final Chance chance;
    private final Output.Listener listener;
    private final Map<String, Output> outputs = new LinkedHashMap<>();

    /// @param listener called while the media works, so it must only take note
    public Restreamer(Hub hub, Pushes pushes, Chance chance, Output.Listener listener) {
        this.hub = hub;
        this.pushes = pushes;
        this.chance = chance;
        this.listener = listener;
    }

    /// Adds a destination to a stream. It begins when the stream can be watched.
    public void add(String streamId, OutputOrder order, long nowNanos) {
        var stream = hub.byStreamId(streamId);
        if (stream.isEmpty() || outputs.containsKey(order.outputId())) return;
        if (outputs.size() >= LIMIT) {
            listener.told(streamId, order.outputId(), Output.State.ERROR, "The server has no room for another output.");
            return;
        }
        var output = new Output(stream.get(), order, pushes, chance, listener);
        outputs.put(order.outputId(), output);
        guarded(output, nowNanos, it -> it.open(nowNanos));
    }

    /// Takes a destination away, saying goodbye to it.
    public void remove(String outputId, long nowNanos) {
        var output = outputs.remove(outputId);
        if (output != null) guarded(output, nowNanos, it -> it.close("Removed.", nowNanos));
    }

    /// Takes every destination of a stream away. To be called before the stream itself is closed, so that the
    /// destinations hear a goodbye rather than a silence.
    public void streamClosed(String streamId, long nowNanos) {
        for (var output : List.copyOf(outputs.entrySet())) {
            if (!output.getValue().streamId().equals(streamId)) continue;
            outputs.remove(output.getKey());
            guarded(output.getValue(), nowNanos, it -> it.close("The stream is over.", nowNanos));
        }
    }

    /// How the outputs of a stream are doing, in the order they came.
    public List<OutputStatistics> statistics(String streamId) {
        return outputs.values().stream()
                .filter(output -> output.streamId().equals(streamId))
                .map(Output::statistics)
                .toList();
    }

    /// How all outputs are doing.
    public List<OutputStatistics> statistics() {
        return outputs.values().stream().map(Output::statistics).toList();
    }

    @Override
    public void elapse(long nowNanos) {
        for (var output : List.copyOf(outputs.values()))
            if (output.deadlineNanos() <= nowNanos) guarded(output, nowNanos, it -> it.elapse(nowNanos));
    }

    @Override
    public long deadlineNanos() {
        long earliest = Machine.NEVER;
        for (var output : outputs.values()) earliest = Math.min(earliest, output.deadlineNanos());
        return earliest;
    }

    @Override
    public void closeAll(long nowNanos) {
        for (var output : List.copyOf(outputs.values()))
            guarded(output, nowNanos, it -> it.close("The server is closing.", nowNanos));
        outputs.clear();
    }

    private void guarded(Output output, long nowNanos, Consumer<Output> act) {
        // To end what failed may fail in the same way.
        if (!done(output, act)) done(output, it -> it.broke(nowNanos));
    }

    /// @return false when it failed, by a bug of ours
    private boolean done(Output output, Consumer<Output> act) {
        try {
            act.accept(output);
            return true;
        } catch (Throwable e) {
            hub.mishaps().happened("the turn of an output of stream " + output.streamId(), e);
            return false;
        }
    }
}
