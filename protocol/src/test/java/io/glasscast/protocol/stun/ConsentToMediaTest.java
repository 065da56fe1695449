package io.glasscast.protocol.stun;

import static io.glasscast.protocol.stun.Peers.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.IceAgent.Input;
import io.glasscast.protocol.stun.IceAgent.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A lite agent whose peer is sent media: only answers to its own questions keep that going (RFC 7675 §5.1).
class ConsentToMediaTest {
    private final IceLiteAgent agent = new IceLiteAgent(SERVER, GLASSES, true, Chance.seeded(1), 0);

    /// What somebody who has all the peer's keys, and is not there, may try in place of an answer.
    private enum Forgery {
        A_CHECK,
        MEDIA,
        ANOTHER_TRANSACTION,
        ANOTHER_PASSWORD,
        ANOTHER_ADDRESS,
        WITHOUT_INTEGRITY,
        A_REFUSAL,
        THE_ANSWER_BEFORE
    }

    private List<Output> arrives(StunMessage message, TransportAddress from, long atNanos) {
        var out = new ArrayList<Output>();
        agent.handle(new Input.Datagram(from, message.wire()), atNanos, out::add);
        return out;
    }

    private List<Output> elapses(long atNanos) {
        var out = new ArrayList<Output>();
        agent.elapse(atNanos, out::add);
        return out;
    }

    private static StunMessage nomination() {
        return signed(checkOfGlasses().useCandidate(), SERVER);
    }

    private static StunMessage answer(StunMessage question) {
        return signed(StunWriter.success(question).xorMappedAddress(DOOR.socket()), GLASSES);
    }

    private static List<StunMessage> questions(List<Output> out) {
        return sent(out).stream()
                .filter(message -> message.kind() == StunMessage.Kind.REQUEST)
                .toList();
    }

    /// Nominates, and answers whether somebody is there.
    private void settles(TransportAddress at, long nowNanos) {
        arrives(answer(questions(arrives(nomination(), at, nowNanos)).getFirst()), at, nowNanos);
        assertThat(agent.proven()).contains(at);
    }

    /// Lets time pass up to the next question.
    private StunMessage nextQuestion() {
        var questions = questions(elapses(agent.deadlineNanos()));
        assertThat(questions).hasSize(1);
        return questions.getFirst();
    }

    @Test
    void whoAnswersIsAskedEveryFiveSecondsOrSoAndKeepsItsStream() {
        settles(HOME, 0);
        var ids = new HashSet<Bytes>();
        var waits = new HashSet<Long>();
        for (long before = 0, now; before < 600 * SECOND; before = now) {
            now = agent.deadlineNanos();
            assertThat(now - before).isBetween(4 * SECOND, 6 * SECOND);
            waits.add(now - before);
            var question = nextQuestion();
            assertThat(question.username()).contains(GLASSES.ufrag() + ':' + SERVER.ufrag());
            assertThat(question.authentic(GLASSES.password())).isTrue();
            assertThat(question.has(StunAttribute.ICE_CONTROLLED)).isTrue();
            ids.add(question.transactionId());
            assertThat(arrives(answer(question), HOME, now)).isEmpty();
        }
        assertThat(ids).as("each has its own").hasSizeBetween(100, 150);
        assertThat(waits).as("by chance").hasSizeGreaterThan(50);
    }

    @Test
    void questionsGoWhereMediaGoes() {
        settles(HOME, 0);
        arrives(nomination(), MOBILE, SECOND);
        assertThat(agent.selected()).contains(MOBILE);
        var out = new ArrayList<Output>();
        while (out.stream().noneMatch(output -> output instanceof Output.Send(var to, var _) && to.equals(HOME)))
            out.addAll(elapses(agent.deadlineNanos()));
        assertThat(agent.proven()).contains(HOME);
        assertThat(agent.selected()).contains(MOBILE);
    }

    /// It is asked twice a second, so that bad luck ends nothing.
    @Test
    void whoAnswersNothingIsOverAfterThirtySeconds() {
        settles(HOME, SECOND);
        int asked = 0;
        while (agent.deadlineNanos() < 31 * SECOND) {
            asked += questions(elapses(agent.deadlineNanos())).size();
            // Checks of its own, at the same place, change nothing.
            arrives(nomination(), HOME, Math.min(agent.deadlineNanos(), 31 * SECOND) - 1);
        }
        assertThat(asked).isBetween(40, 66);
        assertThat(elapses(31 * SECOND)).containsExactly(new Output.ConsentLost());
        assertThat(agent.deadlineNanos()).isEqualTo(Machine.NEVER);
        assertThat(arrives(nomination(), HOME, 32 * SECOND)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingButAnAnswerCountsAsOne(Forgery forgery) {
        settles(HOME, 0);
        var before = nextQuestion();
        long answered = agent.deadlineNanos() - 1;
        arrives(answer(before), HOME, answered);
        while (agent.deadlineNanos() < answered + 30 * SECOND) {
            long now = agent.deadlineNanos();
            for (var question : questions(elapses(now))) forge(forgery, question, before, now);
        }
        assertThat(agent.deadlineNanos()).isEqualTo(answered + 30 * SECOND);
        assertThat(elapses(answered + 30 * SECOND)).containsExactly(new Output.ConsentLost());
    }

    private void forge(Forgery forgery, StunMessage question, StunMessage before, long now) {
        switch (forgery) {
            case A_CHECK -> arrives(nomination(), HOME, now);
            case MEDIA -> agent.handle(new Input.Heard(HOME), now, _ -> {});
            case ANOTHER_TRANSACTION ->
                assertThat(discarded(arrives(answer(checkOfGlasses().message()), HOME, now)))
                        .containsExactly("ice-unknown-transaction");
            case ANOTHER_PASSWORD ->
                assertThat(discarded(arrives(signed(StunWriter.success(question), SERVER), HOME, now)))
                        .containsExactly("ice-integrity");
            case ANOTHER_ADDRESS ->
                assertThat(discarded(arrives(answer(question), MOBILE, now)))
                        .containsExactly("ice-unknown-transaction");
            case WITHOUT_INTEGRITY ->
                assertThat(discarded(arrives(StunWriter.success(question).fingerprint(), HOME, now)))
                        .containsExactly("ice-integrity");
            case A_REFUSAL ->
                assertThat(discarded(arrives(signed(StunWriter.error(question, 403), GLASSES), HOME, now)))
                        .containsExactly("ice-error-response");
            case THE_ANSWER_BEFORE ->
                assertThat(discarded(arrives(answer(before), HOME, now))).containsExactly("ice-unknown-transaction");
        }
    }

    /// Whoever has all keys of its session says to be elsewhere again and again, and answers nowhere.
    @Test
    void sayingToBeElsewhereKeepsNothingGoing() {
        settles(HOME, 0);
        for (int second = 1; second < 30; second++) {
            arrives(nomination(), second % 2 == 0 ? HOME : MOBILE, second * SECOND);
            agent.handle(new Input.Heard(MOBILE), second * SECOND, _ -> {});
            assertThat(agent.proven()).contains(HOME);
        }
        assertThat(elapses(30 * SECOND)).containsExactly(new Output.ConsentLost());
    }

    @Test
    void mediaMovesWithAnAnswerFromThereAndComesBackByOneOnly() {
        settles(HOME, 0);
        settles(MOBILE, 2 * SECOND);
        arrives(nomination(), HOME, 3 * SECOND);
        assertThat(agent.selected()).contains(HOME);
        assertThat(agent.proven()).contains(MOBILE);
        settles(HOME, 4 * SECOND);
        while (agent.deadlineNanos() < 34 * SECOND) elapses(agent.deadlineNanos());
        assertThat(elapses(34 * SECOND)).containsExactly(new Output.ConsentLost());
    }

    /// An answer that comes when the peer is back where it was says where it has been.
    @Test
    void aLateAnswerFromWhereThePeerNoLongerIsMovesNothing() {
        settles(HOME, 0);
        var question = questions(arrives(nomination(), MOBILE, SECOND)).getFirst();
        arrives(nomination(), HOME, SECOND);
        assertThat(discarded(arrives(answer(question), MOBILE, SECOND))).containsExactly("ice-unknown-transaction");
        assertThat(agent.proven()).contains(HOME);
    }

    /// Keys are as good as an answer, once.
    @Test
    void whoHasKeysIsSentMediaAndHasToAnswerLater() {
        arrives(nomination(), HOME, 0);
        var out = new ArrayList<Output>();
        agent.handle(new Input.Keyed(HOME), SECOND, out::add);
        assertThat(out).contains(new Output.Proven(HOME));
        assertThat(agent.proven()).contains(HOME);
        for (int second = 2; second < 31; second++) arrives(nomination(), HOME, second * SECOND);
        assertThat(elapses(31 * SECOND)).containsExactly(new Output.ConsentLost());
    }

    @Test
    void aConnectionOfTcpIsNotAsked() {
        var tcp = TransportAddress.tcp(HOME.socket());
        arrives(nomination(), tcp, 0);
        assertThat(agent.proven()).contains(tcp);
        for (int second = 5; second <= 120; second += 5) {
            assertThat(questions(elapses(second * SECOND))).isEmpty();
            assertThat(questions(arrives(nomination(), tcp, second * SECOND))).isEmpty();
        }
        assertThat(elapses(150 * SECOND)).containsExactly(new Output.ConsentLost());
    }

    @Test
    void afterARestartItIsAskedByItsNewCredentials() {
        settles(HOME, 0);
        agent.handle(new Input.Restart(NEXT_SERVER, NEXT_GLASSES), SECOND, _ -> {});
        var old = nextQuestion();
        assertThat(old.username()).contains(GLASSES.ufrag() + ':' + SERVER.ufrag());
        long now = 7 * SECOND;
        arrives(
                signed(request(NEXT_SERVER.ufrag() + ':' + NEXT_GLASSES.ufrag()).useCandidate(), NEXT_SERVER),
                HOME,
                now);
        var next = nextQuestion();
        assertThat(next.username()).contains(NEXT_GLASSES.ufrag() + ':' + NEXT_SERVER.ufrag());
        assertThat(next.authentic(NEXT_GLASSES.password())).isTrue();
        long answered = agent.deadlineNanos() - 1;
        assertThat(arrives(signed(StunWriter.success(next), NEXT_GLASSES), HOME, answered))
                .isEmpty();
        assertThat(agent.deadlineNanos()).isBetween(answered + 4 * SECOND, answered + 6 * SECOND);
    }
}
