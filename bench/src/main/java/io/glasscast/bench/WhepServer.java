package io.glasscast.bench;

import io.glasscast.glasses.uplink.Transport;
import io.glasscast.media.Frame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A server that takes a stream by some way and gives it to viewers by WHEP.
///
/// @param publish where to send to: WHIP, SRT or RTMP
/// @param whep    where to watch it
/// @param pid     the process whose costs are counted, with its children
record WhepServer(String name, String publish, URI whep, long pid, Publisher.Kit kit, AutoCloseable process)
        implements Contestant {
    /// Viewers that join one by one, and decrypt everything, so that latencies can be taken.
    private static final int WHOLE = 5;
    private static final int WARM_UP_VIEWERS = 50;
    /// After it, whatever a server sends again or computes because of the last join is done.
    private static final Duration SETTLING = Duration.ofSeconds(3);

    /// What server of another make is meant: `name=srs,publish=http://…,whep=http://…,pid=1234`.
    ///
    /// @throws IllegalArgumentException in words
    static WhepServer parse(String text, Publisher.Kit kit) {
        String name = "", publish = "", whep = "", pid = "";
        for (var part : text.split(",")) {
            var value = part.substring(part.indexOf('=') + 1);
            switch (part.substring(0, Math.max(0, part.indexOf('=')))) {
                case "name" -> name = value;
                case "publish" -> publish = value;
                case "whep" -> whep = value;
                case "pid" -> pid = value;
                default ->
                    throw new IllegalArgumentException("'" + part + "' is not one of name=, publish=, whep=, pid=");
            }
        }
        if (name.isEmpty() || Transport.of(publish).isEmpty() || !whep.startsWith("http") || !pid.matches("[0-9]+"))
            throw new IllegalArgumentException("needs name=NAME,publish=URL,whep=URL,pid=NUMBER, not '" + text + "'");
        return new WhepServer(name, publish, URI.create(whep), Long.parseLong(pid), kit, () -> {});
    }

    @Override
    public void warmUp(Duration time) throws IOException, InterruptedException {
        var _ = sample(WARM_UP_VIEWERS, time);
    }

    @Override
    public Sample sample(int viewers, Duration window) throws IOException, InterruptedException {
        var film = Film.of(Transport.of(publish).orElseThrow().sound());
        var latencies = new ConcurrentLinkedQueue<Double>();
        try (var publisher = Publisher.open(film, publish, kit);
                var audience = new Audience(whep, kit, frame -> arrived(frame, film, publisher, latencies))) {
            awaitPlayable(audience);
            var alone = Usage.of(pid);
            var joins = new double[Math.min(viewers, WHOLE)];
            for (int i = 0; i < joins.length; i++) joins[i] = audience.join(false) / 1e6;
            audience.joinAbreast(viewers - joins.length);
            Thread.sleep(SETTLING);
            latencies.clear();
            var clock = Measured.begin(pid, audience);
            Thread.sleep(window);
            return clock.end(name, viewers, alone, latencies, joins);
        }
    }

    /// A server may say no until the first keyframe is there.
    private void awaitPlayable(Audience audience) throws IOException, InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                audience.rehearse();
                return;
            } catch (IOException e) {
                if (tries == 20) throw new IOException("nobody can watch: " + e.getMessage());
                Thread.sleep(500);
            }
        }
    }

    private void arrived(Frame frame, Film film, Publisher publisher, ConcurrentLinkedQueue<Double> latencies) {
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
