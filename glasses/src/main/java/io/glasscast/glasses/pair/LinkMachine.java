package io.glasscast.glasses.pair;

import io.glasscast.kernel.Machine;
import java.util.function.Consumer;

/// The control socket to the cloud: when to open it, when to ping, when to give it up and dial again.
public final class LinkMachine implements Machine<LinkMachine.Input, LinkMachine.Output> {
    private static final long SECOND = 1_000_000_000L;

    static final long PING_NANOS = 5 * SECOND;
    static final long PONG_NANOS = 5 * SECOND;

    /// A handshake that takes longer will not succeed.
    static final long OPEN_NANOS = 10 * SECOND;

    /// Phones wait five seconds before each try. So do we, but for the first ones: a server that was restarted has
    /// its glasses back sooner.
    private static final long[] RETRY_NANOS = {SECOND / 2, SECOND, 2 * SECOND, 5 * SECOND};

    public sealed interface Input {
        record Begin() implements Input {}

        /// The socket with this number stands.
        record Opened(int socket) implements Input {}

        /// The socket with this number could not be opened, or is closed.
        record Closed(int socket, String reason) implements Input {}

        /// The cloud does not know our token, and never will.
        record Refused(int socket, String reason) implements Input {}

        record Pong() implements Input {}

        record End() implements Input {}
    }

    public sealed interface Output {
        record Open(int socket) implements Output {}

        record Close(int socket) implements Output {}

        record SendPing() implements Output {}

        /// It is over for good.
        record GivenUp(String reason) implements Output {}
    }

    private sealed interface State {
        record Ended() implements State {}

        record Opening(long deadlineNanos) implements State {}

        record Waiting(long untilNanos) implements State {}

        record Open(long pingNanos) implements State {}

        record AwaitingPong(long deadlineNanos) implements State {}
    }

    private State state = new State.Ended();
    private int socket;
    private int failures;

    public boolean open() {
        return state instanceof State.Open || state instanceof State.AwaitingPong;
    }

    @Override
    public void handle(Input input, long now, Consumer<? super Output> out) {
        switch (input) {
            case Input.Begin() -> {
                if (state instanceof State.Ended) dial(now, out);
            }
            case Input.Opened(int number) -> {
                if (number != socket || !(state instanceof State.Opening)) return;
                failures = 0;
                state = new State.Open(now + PING_NANOS);
            }
            case Input.Closed(int number, var _) -> {
                if (number == socket) lost(now);
            }
            case Input.Refused(int number, var reason) -> {
                if (number != socket || state instanceof State.Ended) return;
                state = new State.Ended();
                out.accept(new Output.GivenUp(reason));
            }
            case Input.Pong() -> {
                if (state instanceof State.AwaitingPong) state = new State.Open(now + PING_NANOS);
            }
            case Input.End() -> {
                if (open() || state instanceof State.Opening) out.accept(new Output.Close(socket));
                state = new State.Ended();
            }
        }
    }

    @Override
    public void elapse(long now, Consumer<? super Output> out) {
        if (now < deadlineNanos()) return;
        switch (state) {
            case State.Ended() -> {}
            case State.Waiting _ -> dial(now, out);
            case State.Open _ -> {
                out.accept(new Output.SendPing());
                state = new State.AwaitingPong(now + PONG_NANOS);
            }
            case State.Opening _, State.AwaitingPong _ -> {
                out.accept(new Output.Close(socket));
                lost(now);
            }
        }
    }

    @Override
    public long deadlineNanos() {
        return switch (state) {
            case State.Ended() -> NEVER;
            case State.Opening(long deadline) -> deadline;
            case State.Waiting(long until) -> until;
            case State.Open(long ping) -> ping;
            case State.AwaitingPong(long deadline) -> deadline;
        };
    }

    private void dial(long now, Consumer<? super Output> out) {
        socket++;
        state = new State.Opening(now + OPEN_NANOS);
        out.accept(new Output.Open(socket));
    }

    private void lost(long now) {
        if (state instanceof State.Ended || state instanceof State.Waiting) return;
        state = new State.Waiting(now + RETRY_NANOS[Math.min(failures, RETRY_NANOS.length - 1)]);
        failures++;
    }
}
