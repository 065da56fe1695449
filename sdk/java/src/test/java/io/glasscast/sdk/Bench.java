package io.glasscast.sdk;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An app, a cloud and a clock, and everything the app was told. */
final class Bench implements AutoCloseable {
    static final String PACKAGE = "org.app",
            KEY = "k-12345678",
            USER = "u-1@x-y.org",
            SESSION_ID = USER + "-" + PACKAGE;

    final FakeCloud cloud = new FakeCloud();
    final ManualTimers timers = new ManualTimers();
    final BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<SessionEnd> stops = new LinkedBlockingQueue<>();
    final BlockingQueue<String> statuses = new LinkedBlockingQueue<>();
    final BlockingQueue<String> connection = new LinkedBlockingQueue<>();
    final MiniApp app = MiniApp.builder(PACKAGE, KEY)
            .timers(timers)
            .onSession(sessions::add)
            .onStop((session, end) -> stops.add(end))
            .build();

    Bench() throws IOException {}

    /** A session, with its wire. */
    record Pair(Session session, FakeCloud.Wire wire) {
        Camera camera() {
            return session.camera();
        }
    }

    Pair connected() throws Exception {
        var connecting = app.connect(cloud.address(), USER);
        var wire = cloud.accept();
        var session = soon(connecting);
        follow(session);
        return new Pair(session, wire);
    }

    void follow(Session session) {
        session.camera()
                .onLivestreamStatus(status -> statuses.add(status.status().word()
                        + status.message().map(words -> ": " + words).orElse("")));
        session.onConnection(news -> connection.add(
                news instanceof ConnectionStatus.Interrupted lost ? "Interrupted " + lost.reason() : news.toString()));
    }

    static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    static <T> T soon(BlockingQueue<T> queue) throws Exception {
        var next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) throw new TimeoutException("nothing came");
        return next;
    }

    /** How it failed, as it must have. */
    static LivestreamException failure(CompletableFuture<?> future) {
        try {
            throw new AssertionError("it did not fail: " + soon(future));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LivestreamException why) return why;
            throw new AssertionError(failed);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        app.close();
        cloud.close();
    }
}
