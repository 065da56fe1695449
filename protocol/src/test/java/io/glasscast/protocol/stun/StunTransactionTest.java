package io.glasscast.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.stun.StunTransaction.Output;
import io.glasscast.protocol.stun.StunTransaction.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StunTransactionTest {
    private static final long MS = 1_000_000;

    private final StunMessage request =
            StunWriter.request(Bytes.hex("000102030405060708090a0b")).fingerprint();
    private final StunMessage response = StunWriter.success(request).fingerprint();
    private final List<Output> out = new ArrayList<>();

    /// The schedule that RFC 8489 §6.2.1 works out for an RTO of 500 ms.
    @Test
    void sendsSevenTimesAndGivesUpAt39500ms() {
        var transaction = new StunTransaction(request, Schedule.STANDARD, 0);
        var atMs = new ArrayList<Long>();
        for (long now; (now = transaction.deadlineNanos()) != Machine.NEVER; ) {
            transaction.elapse(now, out::add);
            atMs.add(now / MS);
        }
        assertThat(atMs).containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L, 39500L);
        assertThat(out.subList(0, 7)).allMatch(new Output.Send(request)::equals);
        assertThat(out.getLast()).isEqualTo(new Output.TimedOut(7));
    }

    @Test
    void asksAsOftenAtTheEndAsAtTheBeginningWhereItIsToBeSteady() {
        var transaction = new StunTransaction(request, Schedule.steady(500 * MS, 3), 0);
        var atMs = new ArrayList<Long>();
        for (long now; (now = transaction.deadlineNanos()) != Machine.NEVER; ) {
            transaction.elapse(now, out::add);
            atMs.add(now / MS);
        }
        assertThat(atMs).containsExactly(0L, 500L, 1000L, 1500L);
        assertThat(out.getLast()).isEqualTo(new Output.TimedOut(3));
    }

    @Test
    void overAReliableTransportSendsOnce() {
        var transaction = new StunTransaction(request, Schedule.reliable(39_500 * MS), 0);
        transaction.elapse(0, out::add);
        assertThat(transaction.deadlineNanos()).isEqualTo(39_500 * MS);
        transaction.elapse(39_500 * MS, out::add);
        assertThat(out).containsExactly(new Output.Send(request), new Output.TimedOut(1));
        assertThat(transaction.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void anAnswerEndsItOnce() {
        var transaction = new StunTransaction(request, Schedule.STANDARD, 0);
        transaction.elapse(0, out::add);
        transaction.handle(response, 20 * MS, out::add);
        transaction.handle(response, 21 * MS, out::add);
        transaction.elapse(500 * MS, out::add);
        assertThat(out).containsExactly(new Output.Send(request), new Output.Answered(response));
    }

    @Test
    void passesOverWhatAnswersSomethingElse() {
        var transaction = new StunTransaction(request, Schedule.STANDARD, 0);
        var other = StunWriter.request(Bytes.hex("ff0102030405060708090a0b")).fingerprint();
        transaction.handle(StunWriter.success(other).fingerprint(), 0, out::add);
        transaction.handle(request, 0, out::add);
        assertThat(out).isEmpty();
        assertThat(transaction.deadlineNanos()).isZero();
    }
}
