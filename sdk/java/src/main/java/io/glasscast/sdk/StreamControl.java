package io.glasscast.sdk;

import io.glasscast.contract.AppToCloud;
import io.glasscast.sdk.LivestreamException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One kind of stream of one session: what was asked for, and what came of it. All of it on the session's strand.
 *
 * <p>Statuses carry no word of which request they answer, so a start waits until the stop before it was answered.
 *
 * @param <R> what a start is answered with
 */
final class StreamControl<R> {
    /** What a status means for what was asked. */
    sealed interface News<R> {
        /** Being worked on. */
        record Underway<R>() implements News<R> {}

        /** There. */
        record Live<R>(R result) implements News<R> {}

        /** Ended, or never was. */
        record Ended<R>(String words) implements News<R> {}

        /**
         * Ended because something is wrong.
         *
         * @param named whether it says of which stream; refusals do not
         */
        record Failed<R>(String words, boolean named) implements News<R> {}

        /** Nothing. */
        record Chatter<R>() implements News<R> {}
    }

    /** What connects it to the world. */
    record World(Consumer<AppToCloud> send, Timers timers, Executor strand, Executor futures, Duration startLimit) {}

    private sealed interface State<R> {
        record Idle<R>() implements State<R> {}

        /**
         * Asked for.
         *
         * @param heardOf whether the cloud has spoken of it; a {@code stopped} before that answers an earlier stop, and
         *                an error that names a stream is a message missed earlier
         */
        record Starting<R>(Call<R> call, boolean heardOf) implements State<R> {}

        record Live<R>(Call<R> call) implements State<R> {}

        /**
         * Until the cloud answers.
         *
         * @param next the start that follows
         */
        record Stopping<R>(
                List<CompletableFuture<Void>> waiting,
                Timers.Timer limit,
                @Nullable Call<R> next) implements State<R> {
            Stopping<R> followedBy(@Nullable Call<R> call) {
                return new Stopping<>(waiting, limit, call);
            }
        }

        record Over<R>() implements State<R> {}
    }

    /** A start. */
    private record Call<R>(int number, AppToCloud request, CompletableFuture<R> future, Timers.Timer limit) {}

    /** A cloud answers a stop at once; an unanswered one must not hold up the next start for long. */
    static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final World world;
    private final Supplier<AppToCloud> stop;
    private State<R> state = new State.Idle<>();
    /** How many there were: the limit of an earlier one may ring while it is taken back. */
    private int stops;

    private int starts;

    /**
     * Nothing runs.
     *
     * @param stop writes the message that ends it
     */
    StreamControl(World world, Supplier<AppToCloud> stop) {
        this.world = world;
        this.stop = stop;
    }

    /** Asks for a stream. The future fails when there is, or will be, one already. */
    void start(AppToCloud request, CompletableFuture<R> future) {
        if (state instanceof State.Over) {
            fail(future, Kind.SESSION_ENDED, "The session is over.");
            return;
        }
        var stopping = state instanceof State.Stopping<R> one ? one : null;
        if (!(state instanceof State.Idle) && (stopping == null || stopping.next() != null)) {
            fail(
                    future,
                    Kind.ALREADY_STREAMING,
                    "Already streaming. Stop the current stream before starting a new one.");
            return;
        }
        int number = ++starts;
        var limit =
                world.timers().after(world.startLimit(), () -> world.strand().execute(() -> tooLate(number, future)));
        var call = new Call<>(number, request, future, limit);
        if (stopping != null) state = stopping.followedBy(call);
        else begin(call);
        var unused = future.whenComplete((result, failure) -> {
            if (failure != null) world.strand().execute(() -> abandoned(number));
        });
    }

    /** Asks for the end, whether or not anything runs. */
    void stop(CompletableFuture<Void> future) {
        if (state instanceof State.Over) {
            settle(() -> future.complete(null));
        } else if (state instanceof State.Stopping<R> stopping) {
            refuseNext(stopping, Kind.STOPPED, "Stopped before it began.");
            stopping.waiting().add(future);
            state = stopping.followedBy(null);
        } else {
            if (state instanceof State.Starting<R> starting)
                fail(starting.call(), Kind.STOPPED, "Stopped before it could be watched.");
            leave();
            if (state instanceof State.Stopping<R> stopping) stopping.waiting().add(future);
        }
    }

    /** Takes in what the cloud says. */
    void hear(News<R> news) {
        if (news instanceof News.Underway) {
            if (state instanceof State.Starting<R> starting) state = new State.Starting<>(starting.call(), true);
        } else if (news instanceof News.Live<R> live) {
            if (state instanceof State.Starting<R> starting) {
                starting.call().limit().cancel();
                state = new State.Live<>(starting.call());
                settle(() -> starting.call().future().complete(live.result()));
            }
        } else if (news instanceof News.Ended<R> ended) {
            if (state instanceof State.Starting<R> starting && !starting.heardOf()) return;
            end(Kind.STOPPED, ended.words());
        } else if (news instanceof News.Failed<R> failed) {
            if (failed.named() && state instanceof State.Starting<R> starting && !starting.heardOf()) return;
            end(Kind.REFUSED, failed.words());
        }
    }

    /**
     * Says again what the cloud may have missed while the connection was away. A start that it has heard already is a
     * wish to join, and answered with how things are.
     */
    void connected() {
        if (state instanceof State.Starting<R> starting) begin(starting.call());
        else if (state instanceof State.Stopping) world.send().accept(stop.get());
    }

    boolean isLive() {
        return state instanceof State.Live;
    }

    /**
     * The cloud, asked after an interruption, knows of no such stream.
     *
     * @return whether it was live until then
     */
    boolean isGone() {
        if (!isLive()) return false;
        state = new State.Idle<>();
        return true;
    }

    /** Whether the cloud holds, or may hold, a stream for this session. */
    boolean isEngaged() {
        return state instanceof State.Starting || state instanceof State.Live;
    }

    /** Nothing is sent or heard any more. A stop that waits has what it wants: with a session its streams end. */
    void over(String reason) {
        if (state instanceof State.Starting<R> starting)
            fail(starting.call(), Kind.SESSION_ENDED, "The session ended: " + reason);
        if (state instanceof State.Stopping<R> stopping) {
            refuseNext(stopping, Kind.SESSION_ENDED, "The session ended: " + reason);
            stopping.limit().cancel();
            complete(stopping.waiting());
        }
        state = new State.Over<>();
    }

    private void begin(Call<R> call) {
        state = new State.Starting<>(call, false);
        world.send().accept(call.request());
    }

    private void leave() {
        world.send().accept(stop.get());
        int number = ++stops;
        var limit = world.timers().after(STOP_LIMIT, () -> world.strand().execute(() -> unanswered(number)));
        state = new State.Stopping<>(new ArrayList<>(), limit, null);
    }

    private void end(Kind kind, String words) {
        if (state instanceof State.Starting<R> starting) {
            state = new State.Idle<>();
            fail(starting.call(), kind, words);
        } else if (state instanceof State.Live) {
            state = new State.Idle<>();
        } else if (state instanceof State.Stopping<R> stopping) {
            stopping.limit().cancel();
            stopped(stopping);
            complete(stopping.waiting());
        }
    }

    private void stopped(State.Stopping<R> stopping) {
        var next = stopping.next();
        if (next == null) state = new State.Idle<>();
        else begin(next);
    }

    private void unanswered(int number) {
        if (!(state instanceof State.Stopping<R> stopping) || stops != number) return;
        stopped(stopping);
        for (var future : stopping.waiting())
            fail(future, Kind.TIMED_OUT, "The cloud did not confirm the stop within " + STOP_LIMIT.toSeconds() + " s.");
    }

    private void tooLate(int number, CompletableFuture<R> future) {
        if (!takeBack(number, false)) return;
        fail(
                future,
                Kind.TIMED_OUT,
                "The stream could not be watched within " + world.startLimit().toSeconds() + " s.");
    }

    /** Cancelled by its holder, or ended by a limit of the holder's own. */
    private void abandoned(int number) {
        takeBack(number, true);
    }

    private boolean takeBack(int number, boolean evenLive) {
        if (state instanceof State.Stopping<R> stopping
                && stopping.next() != null
                && stopping.next().number() == number) {
            stopping.next().limit().cancel();
            state = stopping.followedBy(null);
            return true;
        }
        var call = state instanceof State.Starting<R> starting
                ? starting.call()
                : evenLive && state instanceof State.Live<R> live ? live.call() : null;
        if (call == null || call.number() != number) return false;
        call.limit().cancel();
        leave();
        return true;
    }

    private void refuseNext(State.Stopping<R> stopping, Kind kind, String words) {
        var next = stopping.next();
        if (next != null) fail(next, kind, words);
    }

    private void fail(Call<R> call, Kind kind, String words) {
        call.limit().cancel();
        fail(call.future(), kind, words);
    }

    private void fail(CompletableFuture<?> future, Kind kind, String words) {
        settle(() -> future.completeExceptionally(new LivestreamException(kind, words)));
    }

    private void complete(List<CompletableFuture<Void>> waiting) {
        for (var future : waiting) settle(() -> future.complete(null));
    }

    /** Continuations are strangers' code and may block: they get a thread of their own. */
    private void settle(Runnable completion) {
        world.futures().execute(completion);
    }
}
