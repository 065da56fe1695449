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
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Shows a film to a server in real time, as glasses would send it, and remembers when each picture left.
final class Publisher implements Projector.Reel, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// What all publishers share.
    ///
    /// @param time by which pictures are dated and latencies taken
    record Kit(Time time, DtlsIdentity identity, HttpClient http, Chance chance) {
        static Kit create() {
            var chance = Chance.secure();
            var identity = DtlsIdentity.generate(chance, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(7));
            var http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            return new Kit(Time.system(), identity, http, chance);
        }
    }

    private final Film film;
    private final Time time;
    private final AtomicLongArray leftNanos;
    private final Uplink uplink;
    private final Projector projector;
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    private long startNanos;
    private long shown;
    private volatile @Nullable String trouble;

    private Publisher(Film film, String url, Kit kit, Weather weather, Projector projector) {
        this.film = film;
        this.time = kit.time();
        this.leftNanos = new AtomicLongArray(film.frames().size());
        var surroundings = new Surroundings(kit.time(), kit.chance(), weather, weather, 1, new Trust.Anybody());
        var publication = new Publication(url, film.tracks(), film.settings().bitrate(), 64_000);
        this.uplink = new Uplinks(surroundings, kit.http(), kit.identity()).open(publication, new Ears());
        this.projector = projector;
    }

    /// Comes back when the server takes what is shown.
    ///
    /// @param projector that shows it from then on
    /// @throws IOException when it does not
    static Publisher open(Film film, String url, Kit kit, Projector projector)
            throws IOException, InterruptedException {
        return open(film, url, kit, Weather.FAIR, projector);
    }

    /// @param weather both ways
    static Publisher open(Film film, String url, Kit kit, Weather weather, Projector projector)
            throws IOException, InterruptedException {
        var publisher = new Publisher(film, url, kit, weather, projector);
        try {
            var _ = publisher.connected.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            publisher.startNanos = kit.time().nanos();
            projector.enter(publisher);
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

    @Override
    public long dueNanos() {
        return startNanos
                + shown / film.frames().size() * film.lengthNanos()
                + film.frames().get(next()).ptsNanos();
    }

    @Override
    public void show() {
        long due = dueNanos();
        int index = next();
        shown++;
        leftNanos.set(index, time.nanos());
        uplink.frame(film.frames().get(index).at(due));
    }

    private int next() {
        return (int) (shown % film.frames().size());
    }

    /// When the server let go of it, though nobody wanted it to end: why.
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /// Nothing is shown any more once it has left its projector.
    @Override
    public void close() {
        projector.leave(this);
        uplink.stop();
    }

    /// As glasses without a network do: nobody is told.
    void vanish() {
        projector.leave(this);
        uplink.vanish();
    }

    private final class Ears implements Uplink.Listener {
        @Override
        public void connected() {
            connected.complete(true);
        }

        @Override
        public void failed(String reason) {
            trouble = reason;
            connected.completeExceptionally(new IOException(reason));
        }

        /// A keyframe comes every two seconds anyway: an encoder that obeyed would make each run another load.
        @Override
        public void keyframeRequested() {}

        @Override
        public void targetBitrate(long bitsPerSecond) {}
    }
}
