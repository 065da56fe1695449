package io.glasscast.bench;

import io.glasscast.sdk.Session;
import io.glasscast.sdk.StreamOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Our server's control side: users with glasses, and an app that wants their camera.
final class ControlServer implements Contestant<ControlSample> {
    private static final int WARM_UP_SESSIONS = 20;
    /// Who starts and stops at the same time.
    private static final int BUSY = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /// Nobody is there: glasses without a camera do not look.
    private static final StreamOptions SOMEWHERE = StreamOptions.to("rtmp://127.0.0.1:9/live/nobody");

    private final OurServer server;
    private final Accounts accounts;

    private ControlServer(OurServer server, Accounts accounts) {
        this.server = server;
        this.accounts = accounts;
    }

    /// Closes the server when there is nothing to be had from it.
    static ControlServer of(OurServer server, HttpClient http) throws IOException, InterruptedException {
        return new ControlServer(server, Accounts.at(server, http));
    }

    @Override
    public String name() {
        return OurServer.NAME;
    }

    @Override
    public void warmUp(int step, Duration time) throws IOException, InterruptedException {
        var _ = sample(WARM_UP_SESSIONS, time);
    }

    @Override
    public ControlSample sample(int count, Duration window) throws IOException, InterruptedException {
        accounts.register(count);
        long alone = Usage.of(server.pid()).residentBytes();
        var glasses = new ConcurrentLinkedQueue<HollowGlasses>();
        var sessions = new ConcurrentLinkedQueue<Session>();
        try (var app = accounts.app()) {
            Abreast.times(count, number -> {
                glasses.add(accounts.glasses(number));
                sessions.add(
                        await(app.connect(URI.create(server.http()), Accounts.user(number)), "an app cannot connect"));
            });
            Contestant.settle(Duration.ofSeconds(2), window);
            var quiet = Measured.begin(server.pid());
            Thread.sleep(window);
            var idle = quiet.end();
            var millis = new ConcurrentLinkedQueue<Double>();
            var clock = Measured.begin(server.pid());
            long until = System.nanoTime() + window.toNanos();
            Abreast.times(Math.min(BUSY, count), _ -> startAndStop(sessions, until, millis));
            return new ControlSample(name(), count, alone, idle, clock.end(), Spread.of(millis));
        } finally {
            glasses.forEach(HollowGlasses::close);
        }
    }

    /// Takes one session after another from those that rest.
    private static void startAndStop(
            ConcurrentLinkedQueue<Session> resting, long untilNanos, ConcurrentLinkedQueue<Double> millis)
            throws IOException, InterruptedException {
        do {
            var session = resting.poll();
            if (session == null) throw new IllegalStateException("more are busy than there are");
            long asked = System.nanoTime();
            await(session.camera().startLocalLivestream(SOMEWHERE), "a stream does not start");
            millis.add((System.nanoTime() - asked) / 1e6);
            await(session.camera().stopLocalLivestream(), "a stream does not stop");
            resting.add(session);
        } while (System.nanoTime() < untilNanos);
    }

    static <T> T await(CompletableFuture<T> future, String otherwise) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(otherwise + ": "
                    + (e.getCause() == null ? "no answer" : e.getCause().getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
