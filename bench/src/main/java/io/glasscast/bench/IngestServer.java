package io.glasscast.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server that streams come in to, which nobody watches.
final class IngestServer implements Contestant<IngestSample> {
    private static final int WARM_UP_STREAMS = 5;
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Map<String, Pattern> ADDRESSES =
            Map.of("publish", Pattern.compile("https?:.*\\{n\\}|srt:.*\\{n\\}|rtmps?:.*\\{n\\}"));

    private final String name;
    private final String publish;
    private final long pid;
    private final Publisher.Kit kit;
    private final AutoCloseable process;
    private int streamsBefore;
    private @Nullable Costs costsBefore;

    /// @param publish where to send to: WHIP, SRT or RTMP, with `{n}` for the stream's number
    IngestServer(String name, String publish, long pid, Publisher.Kit kit, AutoCloseable process) {
        this.name = name;
        this.publish = publish;
        this.pid = pid;
        this.kit = kit;
        this.process = process;
    }

    /// @throws IllegalArgumentException in words
    static IngestServer parse(String text, Publisher.Kit kit) {
        var against = Against.parse(text, ADDRESSES);
        return new IngestServer(against.name(), against.address("publish"), against.pid(), kit, () -> {});
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void warmUp(int step, Duration time) throws IOException, InterruptedException {
        var _ = with(WARM_UP_STREAMS, time);
    }

    @Override
    public IngestSample sample(int streams, Duration window) throws IOException, InterruptedException {
        if (costsBefore == null || streamsBefore >= streams) {
            // A round begins: with nothing.
            streamsBefore = 0;
            costsBefore = measured(window);
        }
        long alone = Usage.of(pid).residentBytes();
        var costs = with(streams, window);
        var further = IngestSample.Further.since(streamsBefore, costsBefore, streams, costs);
        streamsBefore = streams;
        costsBefore = costs;
        return new IngestSample(name, streams, costs, alone, further);
    }

    private Costs with(int streams, Duration window) throws IOException, InterruptedException {
        try (var stage = Stage.open(publish, streams, kit)) {
            Contestant.settle(SETTLING, window);
            var costs = measured(window);
            stage.check();
            return costs;
        }
    }

    private Costs measured(Duration window) throws IOException, InterruptedException {
        var clock = Measured.begin(pid);
        Thread.sleep(window);
        return clock.end();
    }

    @Override
    public void close() throws IOException {
        try {
            process.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
