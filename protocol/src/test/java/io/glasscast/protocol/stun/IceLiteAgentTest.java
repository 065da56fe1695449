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
import java.util.List;
import org.junit.jupiter.api.Test;

class IceLiteAgentTest {
    private final IceLiteAgent agent = new IceLiteAgent(SERVER, GLASSES, false, Chance.seeded(1), 0);

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

    private static StunMessage check() {
        return signed(checkOfGlasses(), SERVER);
    }

    private static StunMessage nomination() {
        return signed(checkOfGlasses().useCandidate(), SERVER);
    }

    private static StunMessage nextNomination() {
        return signed(request(NEXT_SERVER.ufrag() + ':' + NEXT_GLASSES.ufrag()).useCandidate(), NEXT_SERVER);
    }

    /// Nominates, and answers whether somebody is there.
    private void settles(TransportAddress at, long nowNanos) {
        arrives(answer(question(arrives(nomination(), at, nowNanos))), at, nowNanos);
        assertThat(agent.proven()).contains(at);
    }

    private static StunMessage question(List<Output> out) {
        return sent(out).stream()
                .filter(message -> message.kind() == StunMessage.Kind.REQUEST)
                .findFirst()
                .orElseThrow();
    }

    private static StunMessage answer(StunMessage question) {
        return signed(StunWriter.success(question).xorMappedAddress(DOOR.socket()), GLASSES);
    }

    private void restart(long atNanos) {
        agent.handle(new Input.Restart(NEXT_SERVER, NEXT_GLASSES), atNanos, _ -> {});
    }

    @Test
    void answersAStrangersCheckWithWhereItCameFrom() {
        StunMessage check = check();
        List<Output> out = arrives(check, HOME, 0);
        assertThat(out).hasSize(1);
        StunMessage answer = sent(out).getFirst();
        assertThat(answer.kind()).isEqualTo(StunMessage.Kind.SUCCESS);
        assertThat(answer.transactionId()).isEqualTo(check.transactionId());
        assertThat(answer.xorMappedAddress()).contains(HOME.socket());
        assertThat(answer.authentic(SERVER.password())).isTrue();
        assertThat(answer.has(StunAttribute.FINGERPRINT)).isTrue();
        assertThat(agent.selected()).isEmpty();
    }

    @Test
    void answersWithTheCodeItWasAskedWith() {
        StunMessage check = checkOfGlasses()
                .integrity(StunIntegrity.SHA256, SERVER.password())
                .fingerprint();
        StunMessage answer = sent(arrives(check, HOME, 0)).getFirst();
        assertThat(answer.integrity()).contains(StunIntegrity.SHA256);
        assertThat(answer.authentic(SERVER.password())).isTrue();
    }

    @Test
    void followsNominations() {
        assertThat(arrives(nomination(), HOME, 0)).hasSize(4).contains(new Output.Selected(HOME));
        assertThat(arrives(nomination(), HOME, 1)).hasSize(1);
        assertThat(arrives(check(), MOBILE, 2)).hasSize(1);
        assertThat(agent.selected()).contains(HOME);
        assertThat(arrives(nomination(), MOBILE, 3)).contains(new Output.Selected(MOBILE));
        assertThat(agent.selected()).contains(MOBILE);
        TransportAddress tcp = TransportAddress.tcp(MOBILE.socket());
        assertThat(arrives(nomination(), tcp, 4)).contains(new Output.Selected(tcp));
    }

    /// Whoever knows the password can nominate somebody else, but not answer there.
    @Test
    void asksWhoeverIsNominatedWhetherItIsThere() {
        settles(HOME, 0);
        var out = arrives(nomination(), MOBILE, SECOND);
        var question = question(out);
        assertThat(out).contains(new Output.Asked(question.transactionId()));
        assertThat(question.username()).contains(GLASSES.ufrag() + ':' + SERVER.ufrag());
        assertThat(question.authentic(GLASSES.password())).isTrue();
        assertThat(question.has(StunAttribute.ICE_CONTROLLED)).isTrue();
        assertThat(agent.selected()).contains(MOBILE);
        assertThat(agent.proven()).contains(HOME);

        assertThat(discarded(arrives(answer(question), HOME, SECOND))).containsExactly("ice-unknown-transaction");
        assertThat(discarded(arrives(signed(StunWriter.success(question), SERVER), MOBILE, SECOND)))
                .containsExactly("ice-integrity");
        assertThat(agent.proven()).contains(HOME);
        assertThat(arrives(answer(question), MOBILE, SECOND)).containsExactly(new Output.Proven(MOBILE));
        assertThat(agent.proven()).contains(MOBILE);
    }

    @Test
    void asksTwiceAndAgainWithTheNextCheckOnly() {
        assertThat(sent(arrives(nomination(), HOME, 0))).hasSize(2);
        assertThat(sent(elapses(SECOND / 2))).hasSize(1);
        for (int tenth = 6; tenth < 50; tenth++)
            assertThat(elapses(tenth * SECOND / 10)).isEmpty();
        assertThat(agent.deadlineNanos()).isEqualTo(30 * SECOND);
        assertThat(agent.proven()).isEmpty();
        assertThat(sent(arrives(check(), HOME, 5 * SECOND))).hasSize(2);
    }

    /// Who is not there never had a connection.
    @Test
    void whoComesByTcpIsThere() {
        TransportAddress tcp = TransportAddress.tcp(HOME.socket());
        assertThat(sent(arrives(nomination(), tcp, 0))).hasSize(1);
        assertThat(agent.proven()).contains(tcp);
    }

    @Test
    void anOldNominationDoesNotMoveTheMediaBack() {
        StunMessage first = nomination();
        arrives(first, HOME, 0);
        arrives(nomination(), MOBILE, 1);
        List<Output> out = arrives(first, HOME, 2);
        assertThat(sent(out)).hasSize(1);
        assertThat(agent.selected()).contains(MOBILE);
    }

    @Test
    void refusesWhoDoesNotKnowThePassword() {
        List<Output> wrong = arrives(signed(checkOfGlasses().useCandidate(), GLASSES), HOME, 0);
        assertThat(discarded(wrong)).containsExactly("ice-integrity");
        assertThat(sent(wrong).getFirst().errorCode()).hasValue(401);
        assertThat(sent(wrong).getFirst().integrity()).isEmpty();
        List<Output> unknown = arrives(signed(request("nobody:here").useCandidate(), SERVER), HOME, 0);
        assertThat(discarded(unknown)).containsExactly("ice-username");
        assertThat(sent(unknown).getFirst().errorCode()).hasValue(401);
        List<Output> bare = arrives(checkOfGlasses().useCandidate().fingerprint(), HOME, 0);
        assertThat(discarded(bare)).containsExactly("ice-no-credentials");
        assertThat(sent(bare).getFirst().errorCode()).hasValue(400);
        assertThat(agent.selected()).isEmpty();
    }

    @Test
    void neverAnswersAStrangerWithMoreThanItSent() {
        StunMessage tiny = StunWriter.request(Bytes.of(new byte[12])).message();
        List<Output> out = arrives(tiny, HOME, 0);
        assertThat(sent(out)).isEmpty();
        assertThat(discarded(out)).containsExactly("ice-no-credentials");
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        StunMessage check =
                signed(checkOfGlasses().attribute(0x7F01, Bytes.EMPTY).attribute(0xC057, Bytes.EMPTY), SERVER);
        List<Output> out = arrives(check, HOME, 0);
        StunMessage answer = sent(out).getFirst();
        assertThat(answer.errorCode()).hasValue(420);
        assertThat(answer.value(StunAttribute.UNKNOWN_ATTRIBUTES)).contains(Bytes.hex("7f01"));
        assertThat(answer.authentic(SERVER.password())).isTrue();
        assertThat(discarded(out)).containsExactly("ice-unknown-attribute");
    }

    @Test
    void isAlwaysControlled() {
        StunMessage check = signed(
                request(SERVER.ufrag() + ':' + GLASSES.ufrag()).iceControlled(7).useCandidate(), SERVER);
        List<Output> out = arrives(check, HOME, 0);
        assertThat(sent(out).getFirst().errorCode()).hasValue(487);
        assertThat(sent(out).getFirst().authentic(SERVER.password())).isTrue();
        assertThat(discarded(out)).containsExactly("ice-role-conflict");
        assertThat(agent.selected()).isEmpty();
    }

    @Test
    void losesConsentAfter30Seconds() {
        settles(HOME, 0);
        arrives(check(), HOME, 20 * SECOND);
        arrives(check(), MOBILE, 40 * SECOND); // another path proves nothing about this one
        assertThat(agent.deadlineNanos()).isEqualTo(50 * SECOND);
        assertThat(elapses(50 * SECOND - 1)).isEmpty();
        assertThat(elapses(50 * SECOND)).containsExactly(new Output.ConsentLost());
        assertThat(agent.selected()).isEmpty();
        assertThat(agent.deadlineNanos()).isEqualTo(Machine.NEVER);
        assertThat(arrives(nomination(), HOME, 51 * SECOND)).isEmpty();
        assertThat(elapses(100 * SECOND)).isEmpty();
    }

    @Test
    void mediaOnThePathCountsAsConsent() {
        settles(HOME, 0);
        agent.handle(new Input.Heard(MOBILE), 10 * SECOND, _ -> {});
        assertThat(agent.deadlineNanos()).isEqualTo(30 * SECOND);
        agent.handle(new Input.Heard(HOME), 20 * SECOND, _ -> {});
        assertThat(agent.deadlineNanos()).isEqualTo(50 * SECOND);
    }

    @Test
    void givesUpWhenNobodyNominates() {
        for (int second = 0; second < 30; second++) arrives(check(), HOME, second * SECOND);
        assertThat(elapses(30 * SECOND)).containsExactly(new Output.ConsentLost());
    }

    @Test
    void aRestartKeepsTheOldPathUntilTheNewOneIsSelected() {
        settles(HOME, 0);
        restart(SECOND);
        assertThat(agent.local()).isEqualTo(NEXT_SERVER);
        assertThat(agent.accepts(SERVER.ufrag())).isTrue();
        assertThat(agent.accepts(NEXT_SERVER.ufrag())).isTrue();
        assertThat(agent.selected()).contains(HOME);
        assertThat(sent(arrives(check(), HOME, 2 * SECOND)).getFirst().kind()).isEqualTo(StunMessage.Kind.SUCCESS);

        assertThat(arrives(nextNomination(), MOBILE, 3 * SECOND)).contains(new Output.Selected(MOBILE));
        assertThat(agent.accepts(SERVER.ufrag())).isFalse();
        assertThat(discarded(arrives(nomination(), HOME, 4 * SECOND))).containsExactly("ice-username");
        assertThat(agent.selected()).contains(MOBILE);
    }

    @Test
    void aRestartThatNeverCompletesKillsNothing() {
        arrives(nomination(), HOME, 0);
        restart(SECOND);
        agent.handle(new Input.Restart(IceCredentials.random(Chance.seeded(5)), NEXT_GLASSES), 2 * SECOND, _ -> {});
        for (int second = 5; second < 120; second += 5) {
            assertThat(discarded(arrives(check(), HOME, second * SECOND))).isEmpty();
            assertThat(agent.selected()).contains(HOME);
        }
        assertThat(discarded(arrives(nextNomination(), HOME, 120 * SECOND))).containsExactly("ice-username");
    }

    @Test
    void aRestartBeforeAnyPathGivesItTimeAgain() {
        restart(20 * SECOND);
        assertThat(agent.deadlineNanos()).isEqualTo(50 * SECOND);
        assertThat(arrives(nextNomination(), HOME, 49 * SECOND)).contains(new Output.Selected(HOME));
    }

    @Test
    void restartOnTheSamePathIsNoNews() {
        settles(HOME, 0);
        restart(SECOND);
        assertThat(arrives(nextNomination(), HOME, 2 * SECOND)).hasSize(1);
        assertThat(agent.accepts(SERVER.ufrag())).isFalse();
    }

    @Test
    void keepAlivesAndStrayResponsesProveNothing() {
        settles(HOME, 0);
        assertThat(arrives(StunWriter.indication(Bytes.of(new byte[12])).fingerprint(), HOME, SECOND))
                .isEmpty();
        assertThat(discarded(arrives(StunWriter.success(check()).fingerprint(), HOME, SECOND)))
                .containsExactly("ice-unknown-transaction");
        assertThat(agent.deadlineNanos()).isEqualTo(30 * SECOND);
    }
}
