package io.glasscast.sdk;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.Capabilities;
import io.glasscast.contract.CloudToApp;
import io.glasscast.sdk.SessionEnd.Cause;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One app for one wearer, from the cloud's acceptance to {@link #ended}. Connections that are lost in between are made
 * again without the app's help.
 */
public final class Session implements AutoCloseable {
    /** What every session of an app shares. */
    record Surroundings(HttpClient http, Timers timers, Executor pool, Duration startLimit, Owner owner) {}

    /** Whose sessions they are. */
    interface Owner {
        /** On the session's strand, which it must not hold up. */
        void accepted(Session session);

        /** On the strand for handlers, after everything else; only for one that was accepted. */
        void ended(Session session, SessionEnd end);

        /** On the session's strand, last of all. */
        void gone(Session session);
    }

    /** A clean end is worth this much waiting, not more: it must fit into the seconds a stopped program has. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final String sessionId;
    private final String userId;
    private final Surroundings surroundings;
    private final Strand strand;
    private final Strand handlers;
    private final Link link;
    private final Camera camera;
    private final Handlers<ConnectionStatus> connectionHandlers;
    private final CompletableFuture<Session> established = new CompletableFuture<>();
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private volatile Optional<Capabilities> capabilities = Optional.empty();
    private volatile boolean accepted;
    private boolean leaving;

    Session(String userId, Link.Terms terms, Surroundings surroundings) {
        this.sessionId = terms.sessionId();
        this.userId = userId;
        this.surroundings = surroundings;
        this.strand = new Strand(surroundings.pool());
        this.handlers = new Strand(surroundings.pool());
        this.connectionHandlers = new Handlers<>(handlers);
        this.link = new Link(terms, surroundings.http(), surroundings.timers(), strand, new FromCloud());
        this.camera = new Camera(
                new StreamControl.World(
                        link::send, surroundings.timers(), strand, this::settle, surroundings.startLimit()),
                handlers);
    }

    /** {@return {@code <userId>-<packageName>}} */
    public String sessionId() {
        return sessionId;
    }

    /** {@return e-mail address of the wearer} */
    public String userId() {
        return userId;
    }

    /** {@return the camera of the wearer's glasses} */
    public Camera camera() {
        return camera;
    }

    /** {@return what the wearer's glasses have, if the cloud knows it} */
    public Optional<Capabilities> capabilities() {
        return capabilities;
    }

    /**
     * Hears how the connection does, in order; news from before are not repeated.
     *
     * @param handler called on the session's thread for handlers
     * @return closed to hear no more
     */
    public Subscription onConnection(Consumer<? super ConnectionStatus> handler) {
        return connectionHandlers.add(handler);
    }

    /**
     * When the session is over, and why.
     *
     * @return complete after {@code onStop} has run; never fails
     */
    public CompletableFuture<SessionEnd> ended() {
        return ended.copy();
    }

    /**
     * Stops this session's streams and ends it. Waits up to 2 s until that is said and {@code onStop} has run; in a
     * handler it waits for nothing.
     */
    @Override
    public void close() {
        leave();
        awaitEnd(CLOSE_LIMIT);
    }

    void dial() {
        strand.execute(link::dial);
    }

    /** Complete when the cloud has accepted it; fails with {@link ConnectionException} when that is not to be. */
    CompletableFuture<Session> established() {
        return established;
    }

    /** The cloud has ended it by webhook: there is nothing more to say. */
    void stoppedByCloud(String reason) {
        var end = new SessionEnd(Cause.STOPPED_BY_CLOUD, reason);
        strand.execute(() -> {
            if (!leaving) end(List.of(), end, () -> {});
        });
    }

    /**
     * Makes way for another connection under the same id, whose streams go on.
     *
     * @return done when the cloud was told, or cannot be
     */
    CompletableFuture<?> makeWay() {
        var told = new CompletableFuture<Boolean>();
        strand.execute(() -> {
            var release = new AppToCloud.OwnershipRelease(Optional.of("switching_clouds"));
            if (leaving) told.complete(true);
            else
                end(
                        List.of(release),
                        new SessionEnd(Cause.REPLACED, "replaced by a new session"),
                        () -> told.complete(true));
        });
        return told;
    }

    /** Begins a clean end. */
    void leave() {
        strand.execute(() -> {
            if (leaving) return;
            var words = new ArrayList<>(camera.lastWords());
            words.add(new AppToCloud.OwnershipRelease(Optional.of("clean_shutdown")));
            end(words, new SessionEnd(Cause.CLOSED_BY_APP, "closed by the app"), () -> {});
        });
    }

    void awaitEnd(Duration limit) {
        if (handlers.runsThisThread()) return;
        try {
            var unused = ended.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException late) {
            // It ends by itself; the caller has waited long enough.
        }
    }

    /** On the strand, once. */
    private void end(List<AppToCloud> lastWords, SessionEnd end, Runnable said) {
        leaving = true;
        var unused = link.leave(lastWords, end.reason())
                .whenComplete((done, failed) -> strand.execute(() -> {
                    finished(end);
                    said.run();
                }));
    }

    private void finished(SessionEnd end) {
        camera.over(end.reason());
        surroundings.owner().gone(this);
        settle(() -> established.completeExceptionally(new ConnectionException(end)));
        connectionHandlers.tell(new ConnectionStatus.Ended(end));
        handlers.execute(() -> {
            if (accepted) Strand.guarded(() -> surroundings.owner().ended(this, end));
            settle(() -> ended.complete(end));
        });
    }

    /** Runs what completes a future, and with it strangers' continuations, where they hold up nothing of ours. */
    private void settle(Runnable completion) {
        try {
            surroundings.pool().execute(completion);
        } catch (RejectedExecutionException closed) {
            completion.run();
        }
    }

    /** What the link has to say. */
    private final class FromCloud implements Link.Owner {
        @Override
        public void up(Optional<Capabilities> has, boolean again) {
            if (has.isPresent()) capabilities = has;
            if (again) connectionHandlers.tell(new ConnectionStatus.Resumed());
            camera.connected(again);
            if (again) return;
            accepted = true;
            settle(() -> established.complete(Session.this));
            surroundings.owner().accepted(Session.this);
        }

        @Override
        public void down(String reason, Duration retryIn) {
            connectionHandlers.tell(new ConnectionStatus.Interrupted(reason, retryIn));
        }

        @Override
        public void heard(CloudToApp message, String raw) {
            if (message instanceof CloudToApp.ManagedStreamStatus status) camera.heard(status, raw);
            else if (message instanceof CloudToApp.StreamStatus status) camera.heard(status, raw);
            else if (message instanceof CloudToApp.StreamStatusCheckResponse response)
                camera.answered(response.requestId(), response.stream());
            else if (message instanceof CloudToApp.ConnectionError error)
                connectionHandlers.tell(new ConnectionStatus.Complaint(error.code(), error.message()));
            else if (message instanceof CloudToApp.PermissionError error)
                connectionHandlers.tell(new ConnectionStatus.PermissionMissing(error.message(), error.details()));
        }

        @Override
        public void over(SessionEnd end) {
            if (leaving) return;
            leaving = true;
            finished(end);
        }
    }
}
