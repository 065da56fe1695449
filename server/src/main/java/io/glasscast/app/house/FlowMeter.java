package io.glasscast.app.house;

import io.glasscast.api.StreamMeter;
import io.glasscast.gates.OutputStatistics;
import io.glasscast.hub.Door;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Turns what the media side has counted so far into what flows now.
final class FlowMeter implements StreamMeter {
    /// The media thread answers between two packets; when it does not, nothing is known rather than waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// Samples of streams asked for; as many as streams usually are open, the oldest forgotten first.
    private static final int SAMPLES = 1_024;

    /// Asking twice at once must not divide by next to nothing.
    private static final long SHORTEST_NANOS = 500_000_000;

    private final Function<String, CompletionStage<Traffic>> media;
    private final Function<String, CompletionStage<List<OutputStatistics>>> outputs;
    private final Supplier<CompletionStage<List<String>>> named;
    private final LongSupplier nanos;
    private final SequencedMap<String, Sample> samples = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sample> eldest) {
            return size() > SAMPLES;
        }
    };

    /// @param media tells what a stream's peers have done so far
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

    /// A stream can be watched from now on: what flows is measured from here.
    synchronized void begun(String streamId) {
        samples.putIfAbsent(streamId, new Sample(nanos.getAsLong(), 0, 0));
    }

    @Override
    public Flow flow(String streamId) {
        return flow(streamId, answered(media.apply(streamId), Traffic.NONE));
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

    private Flow flow(String streamId, Traffic traffic) {
        var viewers = new TreeMap<String, Integer>();
        traffic.viewers().forEach((door, count) -> viewers.put(name(door), count));
        if (traffic.publisher().isEmpty()) return new Flow(Optional.empty(), viewers, 0, 0);
        return new Flow(
                traffic.publisher().map(FlowMeter::name), viewers, bitrate(streamId, traffic.bytes()), traffic.loss());
    }

    private static String name(Door door) {
        return door.name().toLowerCase(Locale.ROOT);
    }

    private synchronized long bitrate(String streamId, long bytes) {
        long now = nanos.getAsLong();
        var before = samples.get(streamId);
        if (before == null) {
            samples.put(streamId, new Sample(now, bytes, 0));
            return 0;
        }
        if (now - before.atNanos < SHORTEST_NANOS) return before.bitrate;
        long bitrate = Math.round((bytes - before.bytes) * 8e9 / (now - before.atNanos));
        samples.put(streamId, new Sample(now, bytes, bitrate));
        return bitrate;
    }

    private record Sample(long atNanos, long bytes, long bitrate) {}
}
