package io.glasscast.app.house;

import io.glasscast.api.StreamMeter;
import io.glasscast.gates.OutputStatistics;
import io.glasscast.hub.Door;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Asks the media side what flows now.
final class FlowMeter implements StreamMeter {
    /// The media thread answers between two packets; when it does not, nothing is known rather than waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Function<String, CompletionStage<Traffic>> media;
    private final Function<String, CompletionStage<List<OutputStatistics>>> outputs;
    private final Supplier<CompletionStage<List<String>>> named;
    private final LongSupplier nanos;

    /// @param media   tells what a stream's peers do
    /// @param outputs tells how a stream's outputs are doing
    /// @param named   tells which streams publishers opened by naming them
    /// @param nanos   the media loop's clock
    FlowMeter(
            Function<String, CompletionStage<Traffic>> media,
            Function<String, CompletionStage<List<OutputStatistics>>> outputs,
            Supplier<CompletionStage<List<String>>> named,
            LongSupplier nanos) {
        this.media = media;
        this.outputs = outputs;
        this.named = named;
        this.nanos = nanos;
    }

    @Override
    public Flow flow(String streamId) {
        return flow(answered(media.apply(streamId), Traffic.NONE));
    }

    @Override
    public List<String> named() {
        return answered(named.get(), List.of());
    }

    @Override
    public Map<String, OutputFlow> outputs(String streamId) {
        long now = nanos.getAsLong();
        var flows = new HashMap<String, OutputFlow>();
        for (var output : answered(outputs.apply(streamId), List.<OutputStatistics>of())) {
            var since = output.activeSince();
            var activeForMs =
                    since.isPresent() ? OptionalLong.of((now - since.getAsLong()) / 1_000_000) : OptionalLong.empty();
            flows.put(
                    output.outputId(),
                    new OutputFlow(output.bytes(), output.dropped(), output.attempts(), activeForMs));
        }
        return flows;
    }

    private static <T> T answered(CompletionStage<T> answer, T otherwise) {
        try {
            return answer.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return otherwise;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }

    private static Flow flow(Traffic traffic) {
        var viewers = new TreeMap<String, Integer>();
        traffic.viewers().forEach((door, count) -> viewers.put(name(door), count));
        if (traffic.publisher().isEmpty()) return new Flow(Optional.empty(), viewers, 0, 0);
        return new Flow(traffic.publisher().map(FlowMeter::name), viewers, traffic.bitrate(), traffic.loss());
    }

    private static String name(Door door) {
        return door.name().toLowerCase(Locale.ROOT);
    }
}
