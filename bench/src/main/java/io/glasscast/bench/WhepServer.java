package io.glasscast.bench;

import io.glasscast.media.Frame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/// A server that takes streams by some way and gives them to viewers by WHEP.
///
/// @param publish where to send to: WHIP, SRT or RTMP; with `{n}` for the stream's number where there are many
/// @param whep    where to watch it, likewise
/// @param pid     the process whose costs are counted, with its children
record WhepServer(
        String name, String publish, String whep, long pid, int streams, Publisher.Kit kit, AutoCloseable process)
        implements Contestant<WhepSample> {
    /// Viewers that join one by one, and decrypt everything, so that latencies can be taken.
    private static final int WHOLE = 5;
    /// Of the film.
    private static final int GROUP_MILLIS = 2_000;

    /// After it, whatever a server sends again or computes because of the last join is done.
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Map<String, Pattern> ADDRESSES =
            Map.of("publish", Pattern.compile("https?:|srt:|rtmps?:"), "whep", Pattern.compile("https?:"));

    /// What server of another make is meant: `name=srs,publish=http://…,whep=http://…,pid=1234`.
    ///
    /// @throws IllegalArgumentException in words
    static WhepServer parse(String text, int streams, Publisher.Kit kit) {
        var against = Against.parse(text, ADDRESSES);
        var publish = against.address("publish");
        var whep = against.address("whep");
        Stage.checkAddress(publish, streams);
        Stage.checkAddress(whep, streams);
        return new WhepServer(against.name(), publish, whep, against.pid(), streams, kit, () -> {});
    }

    @Override
    public WhepSample sample(int viewers, Duration window) throws IOException, InterruptedException {
        var latencies = new ConcurrentLinkedQueue<Double>();
        try (var stage = Stage.open(publish, streams, kit);
                var audience = new Audience(kit)) {
            var screens = new Audience.Screen[streams];
            for (int i = 0; i < streams; i++) {
                var screen = screens[i] = screen(stage, i, latencies);
                Stage.awaitPlayable(() -> {
                    audience.rehearse(screen);
                    return true;
                });
            }
            long alone = Usage.of(pid).residentBytes();
            var joins = new double[Math.min(viewers, WHOLE)];
            for (int i = 0; i < joins.length; i++) {
                // Else each would join right behind the keyframe that the one before it has seen.
                Thread.sleep(kit.chance().nextInt(GROUP_MILLIS));
                joins[i] = audience.join(screens[i % streams], false) / 1e6;
            }
            Abreast.times(
                    viewers - joins.length, number -> audience.join(screens[(joins.length + number) % streams], true));
            Contestant.settle(SETTLING, window);
            latencies.clear();
            var before = audience.count();
            var clock = Measured.begin(pid);
            Thread.sleep(window);
            var costs = clock.end();
            var arrived = audience.count().minus(before);
            stage.check();
            return WhepSample.of(name, viewers, costs, arrived, alone, latencies, joins);
        }
    }

    private Audience.Screen screen(Stage stage, int stream, Queue<Double> latencies) {
        var publisher = stage.publisher(stream);
        return new Audience.Screen(
                URI.create(Stage.address(whep, stream)), frame -> arrived(frame, stage.film(), publisher, latencies));
    }

    private void arrived(Frame frame, Film film, Publisher publisher, Queue<Double> latencies) {
        film.find(frame).ifPresent(index -> {
            long left = publisher.leftNanos(index);
            if (left != 0) latencies.add((kit.time().nanos() - left) / 1e6);
        });
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
