package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.MaskedUrl;
import java.util.Optional;
import java.util.OptionalLong;

/// One destination of one stream: begins when the stream can be watched, tries again when an attempt ends, for as
/// long as the stream lives, and says how it stands. A change of publisher and an interruption do not end an attempt.
///
/// ```
/// AwaitsPicture --picture--> Running --active--> Running, ACTIVE
///      ^                        |
///      |                      ended
///      +--- no picture ---- Pausing --picture--> Running
/// ```
public final class Output {
    /// How an output stands, as it is told.
    public enum State {
        /// No attempt has ended yet.
        CONNECTING,
        /// The destination takes media.
        ACTIVE,
        /// The last attempt ended; there will be another one, unless there never can be.
        ERROR,
        /// It was taken away, or the stream is over.
        STOPPED
    }

    /// Learns how outputs stand; told on every change, and only then.
    public interface Listener {
        /// @param message one or two sentences, without keys; may be empty
        void told(String streamId, String outputId, State state, String message);
    }

    /// What it does about it.
    private sealed interface Phase {
        record AwaitsPicture() implements Phase {}

        record Running(Attempt attempt) implements Phase {}

        record Pausing(long untilNanos) implements Phase {}

        record Over() implements Phase {}
    }

    /// From the dialling to the first keyframe. Pushes have limits of their own for each step, with better words.
    private static final long SETUP_NANOS = 25_000_000_000L;
    /// A destination that takes nothing for as long is no better than one that is gone. Pushes that can see that say
    /// it earlier.
    private static final long STALL_NANOS = 15_000_000_000L;
    private static final long STALL_CHECK_NANOS = 1_000_000_000L;
    /// Who stays for as long was reached in earnest: the next failure is another one.
    private static final long PROVEN_NANOS = 30_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private final Stream stream;
    private final OutputOrder order;
    private final Pushes pushes;
    private final Listener listener;
    private final Backoff backoff;
    private Phase phase = new Phase.AwaitsPicture();
    private State state = State.CONNECTING;
    private String message = "";
    private String cause = "";
    private int attempts;
    private long bytesBefore;
    private long droppedBefore;

    Output(Stream stream, OutputOrder order, Pushes pushes, Chance chance, Listener listener) {
        this.stream = stream;
        this.order = order;
        this.pushes = pushes;
        this.listener = listener;
        backoff = new Backoff(chance);
    }

    String streamId() {
        return stream.names().streamId();
    }

    OutputStatistics statistics() {
        long bytes = bytesBefore;
        long dropped = droppedBefore;
        var since = OptionalLong.empty();
        if (phase instanceof Phase.Running(var attempt)) {
            bytes += attempt.push.map(Push::bytes).orElse(0L);
            dropped += attempt.push.map(Push::dropped).orElse(0L);
            since = attempt.activeSince;
        }
        return new OutputStatistics(order.outputId(), state, bytes, dropped, attempts, since);
    }

    /// Begins, or says why it never can.
    void open(long nowNanos) {
        var objection = pushes.objection(order.url());
        if (objection.isPresent()) {
            phase = new Phase.Over();
            tell(State.ERROR, sentence(objection.get()));
            return;
        }
        tell(State.CONNECTING, "Waiting for the picture.");
        elapse(nowNanos);
    }

    /// Ends it for good.
    void close(String why, long nowNanos) {
        try {
            if (phase instanceof Phase.Running(var attempt)) end(attempt, nowNanos);
        } finally {
            phase = new Phase.Over();
            tell(State.STOPPED, why);
        }
    }

    void elapse(long nowNanos) {
        switch (phase) {
            case Phase.AwaitsPicture() -> {
                if (stream.playable()) begin(nowNanos);
            }
            case Phase.Pausing(var until)
            when nowNanos >= until -> {
                if (stream.playable()) begin(nowNanos);
                else {
                    phase = new Phase.AwaitsPicture();
                    tell(State.ERROR, cause + " Next attempt when the picture is back.");
                }
            }
            case Phase.Running(var attempt) -> {
                attempt.push.ifPresent(push -> push.elapse(nowNanos));
                // It may have ended in that call.
                if (runs(attempt) && nowNanos >= attempt.checkNanos) attempt.check(nowNanos);
            }
            case Phase.Pausing _, Phase.Over _ -> {}
        }
    }

    long deadlineNanos() {
        return switch (phase) {
            // The stream is asked after every turn of the loop, so nobody has to say that its picture came.
            case Phase.AwaitsPicture() -> stream.playable() ? 0 : Machine.NEVER;
            case Phase.Pausing(var until) -> until;
            case Phase.Running(var attempt) ->
                Math.min(
                        attempt.checkNanos,
                        attempt.push.map(Push::deadlineNanos).orElse(Machine.NEVER));
            case Phase.Over() -> Machine.NEVER;
        };
    }

    /// A bug of ours, in whatever was made to happen to this output: it must not cost the others anything.
    void broke(long nowNanos) {
        if (!(phase instanceof Phase.Running(var attempt))) return;
        try {
            end(attempt, nowNanos);
        } finally {
            pause("This server failed to go on; its log says how.", nowNanos);
        }
    }

    private void begin(long nowNanos) {
        attempts++;
        var attempt = new Attempt(nowNanos);
        phase = new Phase.Running(attempt);
        if (state == State.CONNECTING) tell(State.CONNECTING, "Connecting to " + MaskedUrl.place(order.url()) + ".");
        var push = pushes.start(order.url(), stream, attempt, nowNanos);
        if (runs(attempt)) attempt.push = Optional.of(push);
    }

    private boolean runs(Attempt attempt) {
        return phase instanceof Phase.Running(var current) && current == attempt;
    }

    /// Ends an attempt from this side.
    private void end(Attempt attempt, long nowNanos) {
        count(attempt);
        // What it reports from here on is not listened to.
        phase = new Phase.Pausing(nowNanos);
        attempt.push.ifPresent(push -> push.close(nowNanos));
    }

    private void count(Attempt attempt) {
        bytesBefore += attempt.push.map(Push::bytes).orElse(0L);
        droppedBefore += attempt.push.map(Push::dropped).orElse(0L);
        if (attempt.activeSince.isPresent() && attempt.lastedNanos >= PROVEN_NANOS) backoff.reset();
    }

    private void pause(String why, long nowNanos) {
        long wait = backoff.next();
        phase = new Phase.Pausing(nowNanos + wait);
        cause = sentence(MaskedUrl.scrub(why, order.url()));
        long seconds = (wait + SECOND - 1) / SECOND;
        tell(
                State.ERROR,
                cause
                        + (stream.playable()
                                ? " Next attempt in " + seconds + " s."
                                : " Next attempt when the picture is back."));
    }

    private void tell(State now, String words) {
        if (now == state && words.equals(message)) return;
        state = now;
        message = words;
        listener.told(streamId(), order.outputId(), now, words);
    }

    private static String sentence(String words) {
        var text = words.strip();
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }

    /// One attempt, as the push sees it.
    private final class Attempt implements Push.Report {
        private Optional<Push> push = Optional.empty();
        private OptionalLong activeSince = OptionalLong.empty();
        private long lastedNanos;
        private long bytesSeen;
        private long progressNanos;
        private long checkNanos;

        Attempt(long nowNanos) {
            progressNanos = nowNanos;
            checkNanos = nowNanos + SETUP_NANOS;
        }

        @Override
        public void active(long nowNanos) {
            if (!runs(this) || activeSince.isPresent()) return;
            activeSince = OptionalLong.of(nowNanos);
            progressNanos = nowNanos;
            checkNanos = nowNanos + STALL_CHECK_NANOS;
            tell(State.ACTIVE, "");
        }

        @Override
        public void ended(String why, long nowNanos) {
            if (!runs(this)) return;
            lasted(nowNanos);
            count(this);
            pause(why, nowNanos);
        }

        /// Ends it when the destination has not moved for too long. While there is no picture nothing can move.
        void check(long nowNanos) {
            long bytes = push.map(Push::bytes).orElse(0L);
            if (bytes != bytesSeen || !stream.playable()) {
                bytesSeen = bytes;
                progressNanos = nowNanos;
            }
            lasted(nowNanos);
            long patience = activeSince.isPresent() ? STALL_NANOS : SETUP_NANOS;
            checkNanos = activeSince.isPresent() ? nowNanos + STALL_CHECK_NANOS : progressNanos + SETUP_NANOS;
            if (nowNanos - progressNanos < patience) return;
            end(this, nowNanos);
            var place = MaskedUrl.place(order.url());
            pause(
                    activeSince.isPresent()
                            ? place + " accepted the stream and then stopped taking it."
                            : place + " did not accept the stream in time.",
                    nowNanos);
        }

        private void lasted(long nowNanos) {
            if (activeSince.isPresent()) lastedNanos = nowNanos - activeSince.getAsLong();
        }
    }
}
