package io.glasscast.bench;

import io.glasscast.glasses.clock.Time;
import io.glasscast.glasses.uplink.Publication;
import io.glasscast.glasses.uplink.Surroundings;
import io.glasscast.glasses.uplink.Trust;
import io.glasscast.glasses.uplink.Uplink;
import io.glasscast.glasses.uplink.Uplinks;
import io.glasscast.glasses.uplink.Weather;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsIdentity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;

/// Shows a film to a server in real time, as glasses would send it, and remembers when each picture left.
final class Publisher implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// What all publishers share.
    ///
    /// @param time by which pictures are dated and latencies taken
    record Kit(Time time, DtlsIdentity identity, HttpClient http, Chance chance) {}

    private final Film film;
    private final Time time;
    private final AtomicLongArray leftNanos;
    private final Uplink uplink;
    private final Thread thread;
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();

    private Publisher(Film film, String url, Kit kit) {
        this.film = film;
        this.time = kit.time();
        this.leftNanos = new AtomicLongArray(film.frames().size());
        var surroundings =
                new Surroundings(kit.time(), kit.chance(), Weather.FAIR, Weather.FAIR, 1, new Trust.Anybody());
        var publication = new Publication(url, film.tracks(), Film.VIDEO.bitrate(), 64_000);
        this.uplink = new Uplinks(surroundings, kit.http(), kit.identity()).open(publication, new Ears());
        this.thread = Thread.ofPlatform().name("bench-publisher").daemon().start(this::show);
    }

    /// Comes back when the server takes what is shown.
    ///
    /// @throws IOException when it does not
    static Publisher open(Film film, String url, Kit kit) throws IOException, InterruptedException {
        var publisher = new Publisher(film, url, kit);
        try {
            var _ = publisher.connected.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return publisher;
        } catch (ExecutionException | TimeoutException e) {
            publisher.close();
            throw new IOException("cannot publish: "
                    + (e.getCause() == null ? "no answer" : e.getCause().getMessage()));
        }
    }

    /// When the picture last left, by the kit's time; 0 when it has not yet.
    long leftNanos(int index) {
        return leftNanos.get(index);
    }

    private void show() {
        try {
            if (!connected.get()) return;
        } catch (InterruptedException | ExecutionException _) {
            return;
        }
        long start = time.nanos();
        for (int n = 0; ; n++) {
            int index = n % film.frames().size();
            var frame = film.frames().get(index);
            long due = start + n / film.frames().size() * film.lengthNanos() + frame.ptsNanos();
            for (long now = time.nanos(); now < due; now = time.nanos()) {
                if (Thread.interrupted()) return;
                time.sleepUntil(due);
            }
            if (Thread.interrupted()) return;
            leftNanos.set(index, time.nanos());
            uplink.frame(frame.at(due));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        uplink.stop();
    }

    private final class Ears implements Uplink.Listener {
        @Override
        public void connected() {
            connected.complete(true);
        }

        @Override
        public void failed(String reason) {
            connected.completeExceptionally(new IOException(reason));
        }

        /// A keyframe comes every two seconds anyway: an encoder that obeyed would make each run another load.
        @Override
        public void keyframeRequested() {}

        @Override
        public void targetBitrate(long bitsPerSecond) {}
    }
}
