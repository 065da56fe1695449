package io.glasscast.bench;

import io.glasscast.media.Frame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// All viewers, on one thread.
final class Audience implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /// Peers' timers are of 50 ms and more.
    private static final long TICK_MILLIS = 10;

    /// Where a stream is to be seen.
    ///
    /// @param frames of whole viewers; called on the audience's thread
    record Screen(URI whep, Consumer<Frame> frames) {}

    private final Publisher.Kit kit;
    private final Gallery gallery = new Gallery();
    private final List<Viewer> viewers = new ArrayList<>();

    Audience(Publisher.Kit kit) {
        this.kit = kit;
        var _ = gallery.loop().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Lets one in.
    ///
    /// @return nanoseconds from its request to its first keyframe
    /// @throws IOException when it is not let in, or sees no keyframe
    long join(Screen screen, boolean light) throws IOException, InterruptedException {
        return join(screen, light, Loss.NONE);
    }

    /// @param loss of the viewer's network
    long join(Screen screen, boolean light, Loss loss) throws IOException, InterruptedException {
        return admit(screen, light, loss).joinNanos();
    }

    private record Admitted(Viewer viewer, long joinNanos) {}

    private Admitted admit(Screen screen, boolean light, Loss loss) throws IOException, InterruptedException {
        var viewer = new Viewer(light, kit.identity(), kit.chance(), kit.time()::nanos, screen.frames());
        var ear = Ear.open(gallery, viewer, loss);
        var offer = viewer.offer(ear);
        long asked = kit.time().nanos();
        var request = HttpRequest.newBuilder(screen.whep())
                .timeout(PATIENCE)
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString(offer.sdp()))
                .build();
        var response = kit.http().send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            ear.close();
            throw new IOException("HTTP " + response.statusCode() + " " + response.body());
        }
        gallery.ask(() -> {
            viewers.add(viewer);
            viewer.answered(offer, response.body());
            return true;
        });
        try {
            long started = viewer.started().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Admitted(viewer, started - asked);
        } catch (TimeoutException _) {
            throw new IOException("no keyframe came");
        } catch (ExecutionException e) {
            throw new IOException("the connection ended: " + e.getCause());
        }
    }

    /// Lets one in that leaves again as soon as it has seen a keyframe.
    void rehearse(Screen screen) throws IOException, InterruptedException {
        var viewer = admit(screen, true, Loss.NONE).viewer();
        gallery.ask(() -> {
            viewer.leave();
            return viewers.remove(viewer);
        });
    }

    Ear.Count count() throws IOException, InterruptedException {
        return gallery.ask(() -> {
            var all = Ear.Count.NOTHING;
            for (var viewer : viewers) all = all.plus(viewer.count());
            return all;
        });
    }

    /// All go, without a word.
    void vanish() throws IOException, InterruptedException {
        gallery.ask(() -> {
            viewers.forEach(Viewer::vanish);
            viewers.clear();
            return true;
        });
    }

    private void tick() {
        long now = kit.time().nanos();
        for (var viewer : viewers) if (viewer.deadlineNanos() <= now) viewer.elapse();
    }

    @Override
    public void close() {
        try {
            gallery.ask(() -> {
                viewers.forEach(Viewer::leave);
                return true;
            });
        } catch (IOException | InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        gallery.close();
    }
}
