package io.glasscast.protocol.stun;

import static io.glasscast.protocol.stun.Peers.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.IceAgent.Input;
import io.glasscast.protocol.stun.IceAgent.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IceControllingAgentTest {
    private static final long MS = 1_000_000;

    private record Sent(long atMs, TransportAddress to, StunMessage request) {}

    private final IceControllingAgent agent = new IceControllingAgent(GLASSES, SERVER, Chance.seeded(7), 0);
    private final List<Output> out = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();

    private void take(Output output, long now) {
        out.add(output);
        if (output instanceof Output.Send(var to, var datagram))
            sent.add(new Sent(now / MS, to, StunMessage.parse(datagram).orThrow()));
    }

    private void learns(long now, TransportAddress... candidates) {
        agent.handle(new Input.RemoteCandidates(List.of(candidates)), now, output -> take(output, now));
    }

    private void arrives(StunMessage message, TransportAddress from, long now) {
        agent.handle(new Input.Datagram(from, message.wire()), now, output -> take(output, now));
    }

    /// Lets time pass, each due instant by itself.
    private void runUntil(long untilNanos) {
        for (long due; (due = agent.deadlineNanos()) <= untilNanos; ) {
            long now = due;
            agent.elapse(now, output -> take(output, now));
        }
    }

    private static StunMessage success(StunMessage request, IceCredentials by) {
        return signed(StunWriter.success(request).xorMappedAddress(HOME.socket()), by);
    }

    private void answered(Sent what, long now) {
        arrives(success(what.request(), SERVER), what.to(), now);
    }

    /// Check, nomination, selection, all at time 0.
    private void connect() {
        learns(0, DOOR);
        answered(sent.getLast(), 0);
        answered(sent.getLast(), 0);
        assertThat(agent.selected()).contains(DOOR);
    }

    @Test
    void sendsTheFirstCheckAtOnceAndTheOthersEvery50ms() {
        learns(0, DOOR, BACK_DOOR, TCP_DOOR);
        runUntil(499 * MS);
        assertThat(sent).extracting(Sent::to).containsExactly(DOOR, BACK_DOOR, TCP_DOOR);
        assertThat(sent).extracting(Sent::atMs).containsExactly(0L, 50L, 100L);
        StunMessage check = sent.getFirst().request();
        assertThat(check.username()).contains(SERVER.ufrag() + ':' + GLASSES.ufrag());
        assertThat(check.authentic(SERVER.password())).isTrue();
        assertThat(check.has(StunAttribute.PRIORITY)).isTrue();
        assertThat(check.has(StunAttribute.ICE_CONTROLLING)).isTrue();
        assertThat(check.has(StunAttribute.FINGERPRINT)).isTrue();
        assertThat(check.has(StunAttribute.USE_CANDIDATE)).isFalse();
    }

    @Test
    void retransmitsOverUdpAndNeverOverTcp() {
        learns(0, DOOR);
        runUntil(3_499 * MS);
        assertThat(sent).extracting(Sent::atMs).containsExactly(0L, 500L, 1000L, 1500L, 2000L, 2500L, 3000L);
        assertThat(sent)
                .extracting(one -> one.request().transactionId())
                .containsOnly(sent.getFirst().request().transactionId());
        runUntil(3_500 * MS);
        assertThat(sent).hasSize(8); // afresh: the network may be back
        assertThat(sent.getLast().request().transactionId())
                .isNotEqualTo(sent.getFirst().request().transactionId());

        sent.clear();
        var tcp = new IceControllingAgent(GLASSES, SERVER, Chance.seeded(8), 0);
        tcp.handle(new Input.RemoteCandidates(List.of(TCP_DOOR)), 0, output -> take(output, 0));
        assertThat(tcp.deadlineNanos()).isEqualTo(8 * SECOND);
        assertThat(sent).hasSize(1);
    }

    @Test
    void nominatesTheFirstPairThatSucceeds() {
        learns(0, DOOR, BACK_DOOR);
        runUntil(50 * MS);
        answered(sent.get(1), 60 * MS);
        Sent nomination = sent.getLast();
        assertThat(nomination.to()).isEqualTo(BACK_DOOR);
        assertThat(nomination.request().has(StunAttribute.USE_CANDIDATE)).isTrue();
        assertThat(agent.selected()).isEmpty();
        answered(sent.getFirst(), 70 * MS); // too late: one nomination at a time
        answered(nomination, 80 * MS);
        assertThat(agent.selected()).contains(BACK_DOOR);
        assertThat(out.getLast()).isEqualTo(new Output.Selected(BACK_DOOR));
        int soFar = sent.size();
        runUntil(4 * SECOND);
        assertThat(sent).hasSize(soFar); // no more checks, no consent asked yet
    }

    @Test
    void nominatesAnotherPairWhenANominationFails() {
        learns(0, DOOR, BACK_DOOR);
        runUntil(50 * MS);
        answered(sent.get(0), 60 * MS);
        answered(sent.get(1), 60 * MS);
        runUntil(3_560 * MS);
        assertThat(sent.stream()
                        .filter(one -> one.request().has(StunAttribute.USE_CANDIDATE))
                        .map(Sent::to))
                .containsExactly(DOOR, DOOR, DOOR, DOOR, DOOR, DOOR, DOOR, BACK_DOOR);
    }

    @Test
    void believesOnlyThePeer() {
        learns(0, DOOR);
        StunMessage check = sent.getFirst().request();
        arrives(success(check, GLASSES), DOOR, 10 * MS);
        arrives(success(check, SERVER), BACK_DOOR, 20 * MS);
        arrives(StunWriter.error(check, 401).fingerprint(), DOOR, 30 * MS);
        arrives(success(signed(checkOfGlasses(), SERVER), SERVER), DOOR, 40 * MS);
        assertThat(discarded(out))
                .containsExactly("ice-integrity", "ice-asymmetric", "ice-integrity", "ice-unknown-transaction");
        assertThat(sent).hasSize(1);
        answered(sent.getFirst(), 50 * MS);
        assertThat(sent).hasSize(2);
    }

    @Test
    void waitsASecondAfterARefusal() {
        learns(0, DOOR);
        arrives(signed(StunWriter.error(sent.getFirst().request(), 487), SERVER), DOOR, 10 * MS);
        assertThat(discarded(out)).containsExactly("ice-role-conflict");
        runUntil(1_100 * MS);
        assertThat(sent).extracting(Sent::atMs).containsExactly(0L, 1010L);
    }

    @Test
    void isAlwaysControlling() {
        arrives(signed(request(GLASSES.ufrag() + ':' + SERVER.ufrag()).iceControlling(1), GLASSES), DOOR, 0);
        assertThat(sent.getFirst().request().errorCode()).hasValue(487);
        assertThat(discarded(out)).containsExactly("ice-role-conflict");
    }

    @Test
    void answersAFullPeerAndChecksWhereItCameFrom() {
        arrives(signed(request(GLASSES.ufrag() + ':' + SERVER.ufrag()).iceControlled(1), GLASSES), BACK_DOOR, 0);
        assertThat(sent).extracting(Sent::to).containsExactly(BACK_DOOR, BACK_DOOR);
        assertThat(sent.get(0).request().kind()).isEqualTo(StunMessage.Kind.SUCCESS);
        assertThat(sent.get(0).request().authentic(GLASSES.password())).isTrue();
        assertThat(sent.get(1).request().kind()).isEqualTo(StunMessage.Kind.REQUEST);
    }

    @Test
    void asksForConsentAboutEvery5Seconds() {
        connect();
        sent.clear();
        for (int i = 0; i < 20; i++) {
            long due = agent.deadlineNanos();
            runUntil(due);
            answered(sent.getLast(), due);
        }
        assertThat(sent).hasSize(20);
        for (int i = 1; i < sent.size(); i++)
            assertThat(sent.get(i).atMs() - sent.get(i - 1).atMs()).isBetween(4_000L, 6_000L);
        assertThat(sent).extracting(one -> one.request().transactionId()).doesNotHaveDuplicates();
        assertThat(sent).allMatch(one -> one.request().has(StunAttribute.USE_CANDIDATE));
        assertThat(out).doesNotContain(new Output.ConsentLost());
    }

    /// Bad luck with a few packets is to end nothing.
    @Test
    void whoDoesNotAnswerIsAskedTwiceASecond() {
        connect();
        sent.clear();
        runUntil(29 * SECOND);
        var asked = sent.stream()
                .filter(one -> one.request().has(StunAttribute.USE_CANDIDATE))
                .toList();
        assertThat(asked.getFirst().atMs()).isBetween(4_000L, 6_000L);
        for (int i = 1; i < asked.size(); i++)
            assertThat(asked.get(i).atMs() - asked.get(i - 1).atMs()).isBetween(399L, 601L);
        assertThat(asked).extracting(one -> one.request().transactionId()).doesNotHaveDuplicates();
        answered(asked.getFirst(), 29 * SECOND);
        runUntil(58 * SECOND);
        assertThat(out).doesNotContain(new Output.ConsentLost());
    }

    @Test
    void losesConsentAfter30SecondsWithoutAnAnswer() {
        connect();
        runUntil(29_999 * MS);
        assertThat(out).doesNotContain(new Output.ConsentLost());
        runUntil(30 * SECOND);
        assertThat(out.getLast()).isEqualTo(new Output.ConsentLost());
        assertThat(agent.selected()).isEmpty();
        assertThat(agent.deadlineNanos()).isEqualTo(Machine.NEVER);
        int end = out.size();
        learns(31 * SECOND, BACK_DOOR);
        answered(sent.getLast(), 31 * SECOND);
        assertThat(out).hasSize(end);
    }

    @Test
    void aLateAnswerIsConsentToo() {
        connect();
        runUntil(20 * SECOND);
        Sent early = sent.get(2);
        answered(early, 20 * SECOND);
        runUntil(49 * SECOND);
        assertThat(out).doesNotContain(new Output.ConsentLost());
    }

    @Test
    void givesUpWhenNothingAnswersFor30Seconds() {
        runUntil(29 * SECOND);
        assertThat(out).isEmpty();
        learns(29 * SECOND, DOOR);
        runUntil(30 * SECOND);
        assertThat(out.getLast()).isEqualTo(new Output.ConsentLost());
    }

    @Test
    void triesOtherPairsWhenItsPathFallsSilent() {
        learns(0, DOOR, BACK_DOOR);
        answered(sent.get(0), 0);
        answered(sent.get(1), 0);
        assertThat(agent.selected()).contains(DOOR);
        runUntil(9 * SECOND);
        for (int i = 0; i < 2; i++) {
            Sent last = sent.stream()
                    .filter(one -> one.to().equals(BACK_DOOR))
                    .toList()
                    .getLast();
            answered(last, 9 * SECOND);
        }
        assertThat(out.getLast()).isEqualTo(new Output.Selected(BACK_DOOR));
    }

    @Test
    void restartsBesideThePathInUse() {
        connect();
        agent.handle(new Input.Restart(NEXT_GLASSES, NEXT_SERVER), SECOND, output -> take(output, SECOND));
        assertThat(agent.local()).isEqualTo(NEXT_GLASSES);
        assertThat(agent.accepts(GLASSES.ufrag())).isTrue();
        assertThat(agent.accepts(NEXT_GLASSES.ufrag())).isTrue();
        assertThat(agent.selected()).contains(DOOR);
        learns(SECOND, BACK_DOOR);
        runUntil(SECOND + 60 * MS);
        Sent check = sent.getLast();
        assertThat(check.to()).isEqualTo(BACK_DOOR);
        assertThat(check.request().username()).contains(NEXT_SERVER.ufrag() + ':' + NEXT_GLASSES.ufrag());
        arrives(success(check.request(), NEXT_SERVER), BACK_DOOR, 2 * SECOND);
        arrives(success(sent.getLast().request(), NEXT_SERVER), BACK_DOOR, 2 * SECOND);
        assertThat(out.getLast()).isEqualTo(new Output.Selected(BACK_DOOR));
        assertThat(agent.accepts(GLASSES.ufrag())).isFalse();
    }

    @Test
    void aRestartThatNeverCompletesKillsNothing() {
        connect();
        agent.handle(new Input.Restart(NEXT_GLASSES, NEXT_SERVER), SECOND, output -> take(output, SECOND));
        while (agent.deadlineNanos() < 120 * SECOND) {
            long due = agent.deadlineNanos();
            int before = sent.size();
            runUntil(due);
            for (Sent one : List.copyOf(sent.subList(before, sent.size())))
                if (one.request().authentic(SERVER.password())) answered(one, due);
        }
        assertThat(out).doesNotContain(new Output.ConsentLost());
        assertThat(agent.selected()).contains(DOOR);
    }

    @Test
    void keepsAFewCandidatesAndNoneThatCannotWork() {
        learns(0, udp("0.0.0.0", 1), udp("224.0.0.1", 1), udp("192.0.2.1", 0), DOOR, DOOR);
        assertThat(discarded(out)).hasSize(3).containsOnly("ice-unusable-candidate");
        out.clear();
        var many = IntStream.range(0, 40)
                .mapToObj(i -> udp("192.0.2.99", 1000 + i))
                .toArray(TransportAddress[]::new);
        learns(0, many);
        assertThat(discarded(out)).hasSize(9).containsOnly("ice-too-many-candidates");
    }
}
