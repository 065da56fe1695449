package io.glasscast.protocol.srt;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.SrtConnection.Input;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.protocol.srt.SrtPacket.Ack;
import io.glasscast.protocol.srt.SrtPacket.AckAck;
import io.glasscast.protocol.srt.SrtPacket.Data;
import io.glasscast.protocol.srt.SrtPacket.DropRequest;
import io.glasscast.protocol.srt.SrtPacket.KeepAlive;
import io.glasscast.protocol.srt.SrtPacket.Key;
import io.glasscast.protocol.srt.SrtPacket.Nak;
import io.glasscast.protocol.srt.SrtPacket.Shutdown;
import io.glasscast.sim.Link.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One rule a test: a listener's connection whose peer is played by hand.
class SrtConnectionTest {
    private static final int INITIAL = 1000;
    private static final int PEER = 77;
    private static final int OWN = 88;
    private static final long LATENCY = 120 * MS;

    private final List<Output> outputs = new ArrayList<>();
    private final SrtConnection connection = connection(Optional.empty());
    private long now;

    private static SrtConnection connection(Optional<Ciphers> ciphers) {
        var agreement = new Agreement(PEER, INITIAL, 8192, Duration.ofMillis(120), Duration.ofMillis(120), 0, ciphers);
        var answer =
                ((SrtPacket.Shake) SrtPacket.parse(LibsrtVectorsTest.CONCLUSION).orThrow()).handshake();
        return SrtConnection.answering(OWN, agreement, answer, 0);
    }

    @Test
    void tellsBothSidesFirst() {
        assertThat(connection.deadlineNanos()).isZero();
        connection.elapse(0, outputs::add);
        assertThat(outputs.get(0)).isInstanceOf(Output.Transmit.class);
        assertThat(outputs.get(1)).isEqualTo(new Output.Connected(Duration.ofMillis(120), false));
    }

    @Test
    void answersARepeatedConclusionWithTheSame() {
        connection.elapse(0, outputs::add);
        var first = outputs.getFirst();
        outputs.clear();
        var again =
                ((SrtPacket.Shake) SrtPacket.parse(LibsrtVectorsTest.CONCLUSION).orThrow()).handshake();
        var callers = new Handshake(
                again.version(),
                again.encryption(),
                again.extensionField(),
                INITIAL,
                1500,
                8192,
                Handshake.CONCLUSION,
                PEER,
                again.cookie(),
                again.peerAddress(),
                again.extensions());
        arrives(new SrtPacket.Shake(callers, 0, OWN));
        assertThat(outputs).containsExactly(first);
    }

    @Test
    void handsAPacketOutWhenItsTimeHasCome() {
        data(0, 0);
        runUntil(LATENCY - 1);
        assertThat(received()).isEmpty();
        runUntil(LATENCY);
        assertThat(received()).containsExactly(0);
    }

    @Test
    void acknowledgesEveryTenMilliseconds() {
        data(0, 0);
        data(1, 0);
        runUntil(MS);
        assertThat(sent(Ack.class)).extracting(Ack::next).containsExactly(INITIAL + 1);
        data(2, MS);
        runUntil(9 * MS);
        assertThat(sent(Ack.class)).hasSize(1);
        runUntil(10 * MS);
        assertThat(sent(Ack.class)).extracting(Ack::next).containsExactly(INITIAL + 1, INITIAL + 3);
        assertThat(sent(Ack.class).getFirst().report()).isPresent();
    }

    @Test
    void acknowledgesLightlyAfter64Packets() {
        for (int i = 0; i < 65; i++) data(i, 0);
        assertThat(sent(Ack.class))
                .anyMatch(ack -> ack.number() == 0 && ack.report().isEmpty());
    }

    @Test
    void measuresTheRoundTripByTheAnswerToAnAcknowledgement() {
        data(0, 0);
        runUntil(0);
        var ack = sent(Ack.class).getFirst();
        at(30 * MS, new AckAck(ack.number(), 0, OWN));
        assertThat(connection.statistics(now).rttNanos()).isEqualTo(30 * MS);
        assertThat(connection.statistics(now).rttVarianceNanos()).isEqualTo(15 * MS);
    }

    @Test
    void acknowledgesAgainWhatWasNotAnswered() {
        data(0, 0);
        runUntil(0);
        // 100 ms + 4 × 50 ms, the initial estimates
        runUntil(299 * MS);
        assertThat(sent(Ack.class)).hasSize(1);
        runUntil(300 * MS);
        assertThat(sent(Ack.class)).hasSize(2);
    }

    @Test
    void asksAtOnceForWhatIsMissing() {
        data(0, 0);
        data(3, 0);
        assertThat(sent(Nak.class).getFirst().missing()).containsExactly(new SequenceRange(INITIAL + 1, INITIAL + 2));
        assertThat(connection.statistics(0).lost()).isEqualTo(2);
    }

    @Test
    void asksAgainPeriodically() {
        data(0, 0);
        runUntil(0);
        at(8 * MS, new AckAck(sent(Ack.class).getFirst().number(), 0, OWN));
        // Now the period is max((8 + 4 × 4) / 2, 20) ms.
        data(2, 10 * MS);
        for (int i = 3; i < 8; i++) data(i, 10 * MS);
        assertThat(sent(Nak.class)).hasSize(1);
        runUntil(29 * MS);
        assertThat(sent(Nak.class)).hasSize(1);
        runUntil(30 * MS);
        assertThat(sent(Nak.class)).hasSize(2);
        runUntil(50 * MS);
        assertThat(sent(Nak.class)).hasSize(3);
    }

    @Test
    void leavesOutWhatDidNotComeInTime() {
        data(0, 0);
        data(2, 0);
        runUntil(LATENCY);
        assertThat(received()).containsExactly(0, 2);
        assertThat(connection.statistics(now).dropped()).isEqualTo(1);
        // Too late now, and no news.
        data(1, LATENCY + MS);
        runUntil(LATENCY + 200 * MS);
        assertThat(received()).containsExactly(0, 2);
        assertThat(sent(Ack.class).getLast().next()).isEqualTo(INITIAL + 3);
    }

    @Test
    void waitsForNothingThatTheSenderGaveUp() {
        data(0, 0);
        data(4, 0);
        at(MS, new DropRequest(0, new SequenceRange(INITIAL + 1, INITIAL + 3), 0, OWN));
        runUntil(15 * MS);
        assertThat(sent(Ack.class).getLast().next()).isEqualTo(INITIAL + 5);
    }

    @Test
    void dropsDuplicates() {
        data(0, 0);
        data(0, 0);
        runUntil(LATENCY);
        data(0, LATENCY);
        runUntil(2 * LATENCY);
        assertThat(received()).containsExactly(0);
        assertThat(connection.statistics(now).receivedAgain()).isEqualTo(2);
    }

    @Test
    void learnsHowFarPacketsOvertakeEachOther() {
        // Late by three though nobody sent it again: from then on a gap is news only after three more.
        data(0, 0);
        data(4, 0);
        data(1, 0);
        data(2, 0);
        data(3, 0);
        outputs.clear();
        data(6, 0);
        data(7, 0);
        assertThat(sent(Nak.class)).isEmpty();
        data(8, 0);
        data(9, 0);
        assertThat(sent(Nak.class).getFirst().missing()).containsExactly(new SequenceRange(INITIAL + 5, INITIAL + 5));
    }

    @Test
    void aPacketOfAClockThatJumpedDoesNotBlockTheOthers() {
        connection.elapse(0, outputs::add);
        at(0, new Data(INITIAL, Key.NONE, false, 1, 1 << 30, OWN, Pair.payload(0)));
        data(1, 0);
        runUntil(LATENCY + 2 * SECOND);
        assertThat(received()).containsExactly(0, 1);
    }

    @Test
    void keepsAliveWhenThereIsNothingToSay() {
        runUntil(SECOND - 1);
        assertThat(sent(KeepAlive.class)).isEmpty();
        runUntil(SECOND);
        assertThat(sent(KeepAlive.class)).hasSize(1);
    }

    @Test
    void givesASilentPeerUpAfterFiveSeconds() {
        at(SECOND, new KeepAlive(0, OWN));
        runUntil(6 * SECOND - 1);
        assertThat(connection.closed()).isFalse();
        runUntil(6 * SECOND);
        assertThat(outputs.getLast()).isEqualTo(new Output.Closed("srt-timeout", "The other end fell silent."));
        assertThat(connection.deadlineNanos()).isEqualTo(SrtConnection.NEVER);
        assertThat(sent(Shutdown.class)).hasSize(1);
    }

    @Test
    void handsOutTheRestWhenThePeerSaysGoodbye() {
        data(0, 0);
        data(2, 0);
        at(MS, new Shutdown(0, OWN));
        assertThat(received()).containsExactly(0, 2);
        assertThat(outputs.getLast())
                .isEqualTo(new Output.Closed("srt-peer-closed", "The other end closed the connection."));
        assertThat(connection.statistics(now).received()).isEqualTo(2);
    }

    @Test
    void saysGoodbyeOnceAndNothingAfter() {
        connection.elapse(0, outputs::add);
        connection.handle(new Input.Close(), 0, outputs::add);
        connection.handle(new Input.Close(), 0, outputs::add);
        assertThat(sent(Shutdown.class)).hasSize(1);
        outputs.clear();
        send(1);
        assertThat(outputs).containsExactly(new Output.Discarded("srt-not-connected"));
    }

    @Test
    void sendsAgainWhatIsMissing() {
        send(3);
        at(10 * MS, new Nak(List.of(new SequenceRange(INITIAL + 1, INITIAL + 1)), 0, OWN));
        var again = sent(Data.class).getLast();
        assertThat(again.sequence()).isEqualTo(INITIAL + 1);
        assertThat(again.retransmitted()).isTrue();
        assertThat(connection.statistics(now).retransmitted()).isEqualTo(1);
    }

    @Test
    void sendsAgainOnlyOnceInARoundTrip() {
        send(3);
        var nak = new Nak(List.of(new SequenceRange(INITIAL + 1, INITIAL + 1)), 0, OWN);
        at(10 * MS, nak);
        at(20 * MS, nak);
        at(109 * MS, nak);
        assertThat(connection.statistics(now).retransmitted()).isEqualTo(1);
        at(111 * MS, nak);
        assertThat(connection.statistics(now).retransmitted()).isEqualTo(2);
    }

    @Test
    void saysWhatItNoLongerHas() {
        send(3);
        at(10 * MS, new Ack(1, INITIAL + 2, Optional.empty(), 0, OWN));
        at(11 * MS, new Nak(List.of(new SequenceRange(INITIAL, INITIAL + 2)), 0, OWN));
        var drop = sent(DropRequest.class).getFirst();
        assertThat(drop.range()).isEqualTo(new SequenceRange(INITIAL, INITIAL + 1));
        assertThat(sent(Data.class).getLast().sequence()).isEqualTo(INITIAL + 2);
        assertThat(sent(AckAck.class).getFirst().number()).isEqualTo(1);
    }

    @Test
    void givesUpWhatWouldComeTooLate() {
        send(3);
        // A second and 20 ms, as the latency is under 800 ms.
        at(1_021 * MS, new Nak(List.of(new SequenceRange(INITIAL, INITIAL)), 0, OWN));
        assertThat(sent(DropRequest.class)).hasSize(1);
        assertThat(connection.statistics(now).sendDropped()).isEqualTo(3);
    }

    @Test
    void showsThePeerTheLastPacketOnceMore() {
        send(1);
        // 100 ms + 4 × 50 ms + 20 ms: nothing followed that would have shown its absence.
        runUntil(319 * MS);
        assertThat(sent(Data.class)).hasSize(1);
        runUntil(320 * MS);
        assertThat(sent(Data.class)).hasSize(2);
    }

    @Test
    void respectsThePeersBuffer() {
        var agreement =
                new Agreement(PEER, INITIAL, 2, Duration.ofMillis(120), Duration.ofMillis(120), 0, Optional.empty());
        var answer =
                ((SrtPacket.Shake) SrtPacket.parse(LibsrtVectorsTest.CONCLUSION).orThrow()).handshake();
        var narrow = SrtConnection.answering(OWN, agreement, answer, 0);
        narrow.elapse(0, outputs::add);
        for (int i = 0; i < 5; i++) narrow.handle(new Input.Send(Pair.payload(i)), 0, outputs::add);
        assertThat(sent(Data.class)).hasSize(2);
        assertThat(narrow.writable(LATENCY)).isTrue();
        assertThat(narrow.writable(SECOND)).isFalse();
        var report = Optional.of(new SrtPacket.ReceiverReport(10_000, 0, 2, 0, 0, 0));
        narrow.handle(new Input.Datagram(new Ack(1, INITIAL + 2, report, 0, OWN).write()), 20 * MS, outputs::add);
        assertThat(sent(Data.class)).hasSize(4);
        assertThat(narrow.statistics(0).rttNanos()).isEqualTo(10 * MS);
    }

    @Test
    void numbersMessagesWithin26Bits() {
        send(2);
        assertThat(sent(Data.class)).extracting(Data::message).containsExactly(1, 2);
        assertThat(SendSide.messageAfter((1 << 26) - 2)).isEqualTo((1 << 26) - 1);
        assertThat(SendSide.messageAfter((1 << 26) - 1)).isEqualTo(1);
    }

    @Test
    void refusesToBelieveAcknowledgementsOfTheUnsent() {
        send(1);
        at(MS, new Ack(1, INITIAL + 5, Optional.empty(), 0, OWN));
        assertThat(outputs).contains(new Output.Discarded("srt-ack-unsent"));
    }

    @Test
    void opensNothingThatIsEncryptedWithoutAKeyAndNothingInTheClearWithOne() {
        connection.elapse(0, outputs::add);
        at(0, new Data(INITIAL, Key.EVEN, false, 1, 0, OWN, Pair.payload(0)));
        runUntil(LATENCY);
        assertThat(received()).isEmpty();
        assertThat(outputs).contains(new Output.Discarded("srt-encrypted"));
        var ciphers = Ciphers.made(Pair.WRAP, SendCipher.Refresh.STANDARD, Chance.seeded(1));
        var encrypted = connection(Optional.of(ciphers));
        encrypted.elapse(0, outputs::add);
        outputs.clear();
        encrypted.handle(
                new Input.Datagram(new Data(INITIAL, Key.NONE, false, 1, 0, OWN, Pair.payload(0)).write()),
                0,
                outputs::add);
        assertThat(outputs).containsExactly(new Output.Discarded("srt-key-unknown"));
    }

    @Test
    void keysWithASaltOfTheirOwnAreDerivedElsewhere() {
        var encrypted = connection(Optional.of(Ciphers.made(Pair.WRAP, SendCipher.Refresh.STANDARD, Chance.seeded(1))));
        encrypted.elapse(0, outputs::add);
        for (int i = 1; i <= 9; i++) {
            outputs.clear();
            var salt = Bytes.hex("000000000000000000000000000000" + "0" + i);
            var fresh = new KeyDerivation(Pair.SECRET, salt, 16).derive().wrap(Key.ODD, new byte[16]);
            var told = new SrtPacket.KeyMessage(true, fresh.write(), 0, OWN);
            encrypted.handle(new Input.Datagram(told.write()), 0, outputs::add);
            if (i == 9) break;
            var work = ((Output.Derive) outputs.getFirst()).work();
            encrypted.handle(new Input.Datagram(told.write()), 0, outputs::add);
            assertThat(outputs).containsExactly(new Output.Derive(work), new Output.Discarded("srt-key-early"));
            encrypted.handle(new Input.Derived(work.derive()), 0, outputs::add);
            assertThat(sent(SrtPacket.KeyMessage.class))
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.material()).isEqualTo(fresh.write()));
        }
        assertThat(sent(SrtPacket.KeyMessage.class))
                .as("the ninth salt")
                .singleElement()
                .satisfies(answer -> assertThat(answer.material()).isEqualTo(ReceiveCipher.word(KeyState.BAD_SECRET)));
    }

    @Test
    void aCallerConcludesWhenItsKeyIsThere() {
        var caller =
                new SrtCaller("key", Duration.ofMillis(120), Optional.of(Pair.SECRET)).call(OWN, Chance.seeded(1), 0);
        caller.elapse(0, outputs::add);
        var work = ((Output.Derive) outputs.getLast()).work();
        outputs.clear();
        caller.handle(new Input.Datagram(induction(24)), MS, outputs::add);
        assertThat(outputs).isEmpty();
        caller.handle(new Input.Derived(work.derive()), 2 * MS, outputs::add);
        var conclusion = sent(SrtPacket.Shake.class).getFirst().handshake();
        assertThat(conclusion.type()).isEqualTo(Handshake.CONCLUSION);
        assertThat(conclusion.cookie()).isEqualTo(4711);
        var material = KeyMaterial.parse(conclusion
                        .extension(HandshakeExtension.Keys.class)
                        .orElseThrow()
                        .material())
                .orThrow();
        assertThat(material.keyLength()).as("what the listener asked for").isEqualTo(24);
        assertThat(KeyDerivation.of(Pair.SECRET, material).derive().unwrap(material))
                .as("the shorter key is the beginning of the longer one")
                .isPresent();
    }

    /// Anybody on the way can write what a listener asks for.
    @ParameterizedTest
    @CsvSource({"16, 24, 24", "16, 0, 16", "32, 16, 32", "32, 24, 32", "24, 40, 24"})
    void aKeyIsNeverShorterThanTheCallerWouldMakeIt(int own, int asked, int made) {
        var secret = new SrtSecret(Pair.SECRET.passphrase(), own);
        var caller = new SrtCaller("key", Duration.ofMillis(120), Optional.of(secret)).call(OWN, Chance.seeded(1), 0);
        caller.elapse(0, outputs::add);
        caller.handle(
                new Input.Derived(((Output.Derive) outputs.getLast()).work().derive()), 0, outputs::add);
        outputs.clear();
        caller.handle(new Input.Datagram(induction(asked)), MS, outputs::add);
        var conclusion = sent(SrtPacket.Shake.class).getFirst().handshake();
        assertThat(conclusion.encryption()).isEqualTo(made / 8);
        assertThat(KeyMaterial.parse(conclusion
                                .extension(HandshakeExtension.Keys.class)
                                .orElseThrow()
                                .material())
                        .orThrow()
                        .keyLength())
                .isEqualTo(made);
    }

    private static Bytes induction(int keyLength) {
        var answer = new Handshake(
                5,
                keyLength / 8,
                Handshake.MAGIC,
                INITIAL,
                1500,
                8192,
                Handshake.INDUCTION,
                PEER,
                4711,
                Agreement.NO_ADDRESS,
                List.of());
        return new SrtPacket.Shake(answer, 0, OWN).write();
    }

    @Test
    void connectsAndAgreesOnTheLargerLatency() {
        var pair = new Pair(
                        1,
                        Pair.Setting.of(Duration.ofMillis(80))
                                .admission(_ -> new Admission.Accept(Optional.empty(), Duration.ofMillis(300))))
                .connect();
        assertThat(pair.caller.connected).contains(new Output.Connected(Duration.ofMillis(300), false));
        assertThat(pair.listener.connected).contains(new Output.Connected(Duration.ofMillis(300), false));
    }

    @Test
    void connectsWhateverHandshakeIsLost() {
        for (int seed = 0; seed < 200; seed++) {
            var setting = Pair.Setting.of(Duration.ofMillis(80)).path(new Conditions(0.3, 0.2, 20 * MS, 10 * MS));
            var pair = new Pair(seed, setting).connect();
            if (pair.caller.closed.isPresent()) continue; // twelve losses in a row happen
            pair.simulation.runUntil(pair.simulation.now() + 500 * MS);
            assertThat(pair.caller.connected).as("seed " + seed).isPresent();
            assertThat(pair.listener.connected).as("seed " + seed).isPresent();
            assertThat(pair.listener.machine().closed()).isFalse();
        }
    }

    @Test
    void callsForThreeSecondsAndGivesUp() {
        var setting = Pair.Setting.of(Duration.ofMillis(80)).path(new Conditions(1, 0, 0, 0));
        var pair = new Pair(1, setting).connect();
        assertThat(pair.caller.closed).contains(new Output.Closed("srt-no-answer", "Nobody answered at that address."));
        assertThat(pair.there.sent()).isEqualTo(12); // every 250 ms
    }

    @Test
    void aWrongPassphraseIsRefusedAs1010() {
        var wrong = Optional.of(new SrtSecret("something else"));
        var setting = Pair.Setting.of(Duration.ofMillis(80))
                .encrypted(16)
                .caller(new SrtCaller("key", Duration.ofMillis(80), wrong));
        var pair = new Pair(1, setting).connect();
        assertThat(pair.caller.closed.map(Output.Closed::reason)).contains("srt-rejected-bad-secret");
        assertThat(pair.refused).containsExactly(Rejection.BAD_SECRET);
        assertThat(Handshake.FAILURE + Rejection.BAD_SECRET.code()).isEqualTo(1010);
    }

    @Test
    void aPassphraseOnOneSideOnlyIsRefusedAs1011() {
        var open = Pair.Setting.of(Duration.ofMillis(80));
        var callersOnly = open.encrypted(16).admission(open.admission());
        var listenersOnly = open.encrypted(16).caller(open.caller());
        for (var setting : List.of(callersOnly, listenersOnly)) {
            var pair = new Pair(1, setting).connect();
            assertThat(pair.caller.closed.map(Output.Closed::reason)).contains("srt-rejected-unsecure");
            assertThat(pair.refused).containsExactly(Rejection.UNSECURE);
        }
        assertThat(Handshake.FAILURE + Rejection.UNSECURE.code()).isEqualTo(1011);
    }

    @Test
    void theListenersReasonReachesTheCaller() {
        var setting = Pair.Setting.of(Duration.ofMillis(80))
                .admission(call -> call.streamId().equals(Parsed.ok(new StreamId(StreamId.Mode.PUBLISH, "key")))
                        ? new Admission.Refuse(Rejection.NOT_FOUND)
                        : new Admission.Refuse(Rejection.BAD_REQUEST));
        var pair = new Pair(1, setting).connect();
        assertThat(pair.caller.closed)
                .contains(new Output.Closed("srt-rejected-not-found", "The destination does not know the stream id."));
    }

    private void runUntil(long nanos) {
        while (connection.deadlineNanos() <= nanos) {
            now = Math.max(now, connection.deadlineNanos());
            connection.elapse(now, outputs::add);
        }
        now = nanos;
    }

    private void at(long nanos, SrtPacket packet) {
        runUntil(nanos);
        arrives(packet);
    }

    private void arrives(SrtPacket packet) {
        connection.handle(new Input.Datagram(packet.write()), now, outputs::add);
    }

    /// The peer sends its packet `number` at `nanos`, and it takes no time.
    private void data(int number, long nanos) {
        runUntil(nanos);
        arrives(new Data(
                INITIAL + number, Key.NONE, false, number + 1, (int) (now / 1_000), OWN, Pair.payload(number)));
    }

    private void send(int count) {
        if (!connection.closed()) connection.elapse(now, outputs::add);
        for (int i = 0; i < count; i++) connection.handle(new Input.Send(Pair.payload(i)), now, outputs::add);
        if (!connection.closed()) runUntil(now);
    }

    private List<Integer> received() {
        return outputs.stream()
                .filter(Output.Received.class::isInstance)
                .map(output -> Pair.number(((Output.Received) output).payload()))
                .toList();
    }

    private <T extends SrtPacket> List<T> sent(Class<T> kind) {
        var packets = new ArrayList<T>();
        for (var output : outputs)
            if (output instanceof Output.Transmit(var datagram)) {
                var packet = SrtPacket.parse(datagram).orThrow();
                if (kind.isInstance(packet)) packets.add(kind.cast(packet));
            }
        return packets;
    }
}
