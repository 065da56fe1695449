package io.glasscast.protocol.stun;

import io.glasscast.kernel.Machine;
import java.util.function.Consumer;

/// One STUN request and its retransmissions (RFC 8489 §6.2.1; §6.2.2 over TCP).
///
/// The first [#elapse] sends the request. Responses to other requests are passed over. Whether a response is authentic
/// is for its owner to say before it comes here, because one that is not must not end the transaction (RFC 8489
/// §9.1.4).
public final class StunTransaction implements Machine<StunMessage, StunTransaction.Output> {
    /// What a transaction asks for.
    public sealed interface Output {
        record Send(StunMessage request) implements Output {}

        record Answered(StunMessage response) implements Output {}

        /// No answer to any of `requests`.
        record TimedOut(int requests) implements Output {}
    }

    /// When to send again and when to give up.
    ///
    /// @param rtoNanos      wait after the first request
    /// @param doubles       whether each further wait is twice as long, or as long as the first
    /// @param requests      Rc, requests in all
    /// @param lastWaitNanos Rm times the RTO, the wait after the last request
    public record Schedule(long rtoNanos, boolean doubles, int requests, long lastWaitNanos) {
        private static final long MILLISECOND = 1_000_000;
        private static final long RTO = 500 * MILLISECOND;
        private static final int RC = 7;
        private static final int RM = 16;

        /// The RFC's own, over UDP: seven requests, the end after 39.5 s.
        public static final Schedule STANDARD = new Schedule(RTO, RC, RM * RTO);

        public Schedule {
            if (rtoNanos <= 0 || requests < 1 || lastWaitNanos <= 0)
                throw new IllegalArgumentException("waits are positive and there is at least one request");
        }

        /// The RFC's kind, whose waits double.
        public Schedule(long rtoNanos, int requests, long lastWaitNanos) {
            this(rtoNanos, true, requests, lastWaitNanos);
        }

        /// So many requests, each as long after the one before, and the end as long after the last.
        public static Schedule steady(long waitNanos, int requests) {
            return new Schedule(waitNanos, false, requests, waitNanos);
        }

        /// One request over a transport that does not lose any.
        public static Schedule reliable(long timeoutNanos) {
            return new Schedule(timeoutNanos, 1, timeoutNanos);
        }
    }

    private final StunMessage request;
    private final Schedule schedule;
    private int sent;
    private long deadlineNanos;

    public StunTransaction(StunMessage request, Schedule schedule, long nowNanos) {
        this.request = request;
        this.schedule = schedule;
        this.deadlineNanos = nowNanos;
    }

    /// Takes a response; does nothing when it answers another request or comes after the end.
    @Override
    public void handle(StunMessage response, long nowNanos, Consumer<? super Output> out) {
        if (deadlineNanos == NEVER || !isAnsweredBy(response)) return;
        deadlineNanos = NEVER;
        out.accept(new Output.Answered(response));
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (nowNanos < deadlineNanos) return;
        if (sent == schedule.requests()) {
            deadlineNanos = NEVER;
            out.accept(new Output.TimedOut(sent));
        } else {
            sent++;
            deadlineNanos = nowNanos + waitNanos();
            out.accept(new Output.Send(request));
        }
    }

    /// After the request that was sent last.
    private long waitNanos() {
        if (sent == schedule.requests()) return schedule.lastWaitNanos();
        return schedule.doubles() ? schedule.rtoNanos() << (sent - 1) : schedule.rtoNanos();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// Whether `message` is a response with this transaction's ID.
    public boolean isAnsweredBy(StunMessage message) {
        return switch (message.kind()) {
            case SUCCESS, ERROR ->
                message.method() == request.method() && message.transactionId().equals(request.transactionId());
            case REQUEST, INDICATION -> false;
        };
    }
}
