package io.glasscast.protocol.srt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.HandshakeExtension.Congestion;
import io.glasscast.protocol.srt.HandshakeExtension.Hello;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.protocol.srt.SrtListener.Output;
import io.glasscast.protocol.srt.SrtPacket.Shake;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrtListenerTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final SrtSecret SECRET = new SrtSecret("a passphrase of some length");
    private static final Hello HELLO = new Hello(true, 0x010501, Agreement.FLAGS, 120, 120);

    private Admission secretly = new Admission.Accept(Optional.of(SECRET), Duration.ofMillis(120));
    private final List<SrtListener.Call> calls = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Chance chance = Chance.seeded(1);
    private final SrtListener listener = new SrtListener(chance, () -> SrtConnection.socketId(chance), call -> {
        calls.add(call);
        return new Admission.Accept(Optional.empty(), Duration.ofMillis(120));
    });

    @Test
    void remembersNothingOfAnInduction() {
        var answer = induced(Pair.CALLER, 7, 0);
        assertThat(answer.version()).isEqualTo(5);
        assertThat(answer.extensionField()).isEqualTo(0x4A17);
        assertThat(answer.cookie()).isNotZero();
        assertThat(calls).isEmpty();
        assertThat(outputs).hasSize(1);
    }

    @Test
    void answersStrangersWithNoMoreThanTheySent() {
        listener.datagram(Pair.CALLER, LibsrtVectorsTest.INDUCTION, 0, outputs::add);
        assertThat(((Output.Transmit) outputs.getFirst()).datagram().length())
                .isLessThanOrEqualTo(LibsrtVectorsTest.INDUCTION.length());
    }

    @Test
    void letsACallerInThatShowsItsCookie() {
        int cookie = induced(Pair.CALLER, 7, 0).cookie();
        outputs.clear();
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO, new HandshakeExtension.Stream("read:abc")), 0);
        assertThat(outputs).singleElement().isInstanceOf(Output.Accepted.class);
        assertThat(calls.getFirst().streamId()).isEqualTo(Parsed.ok(new StreamId(StreamId.Mode.REQUEST, "abc")));
    }

    @Test
    void aCookieIsGoodForOneAddressAndAMinuteOrTwo() {
        int cookie = induced(Pair.CALLER, 7, 0).cookie();
        conclude(address(5002), 7, cookie, List.of(HELLO), 0);
        conclude(Pair.CALLER, 7, cookie + 1, List.of(HELLO), 0);
        conclude(Pair.CALLER, 7, 0, List.of(HELLO), 0);
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO), 2 * MINUTE);
        assertThat(calls).isEmpty();
        assertThat(outputs).contains(new Output.Discarded("srt-cookie"));
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO), MINUTE + MINUTE / 2);
        assertThat(calls).hasSize(1);
    }

    @Test
    void aRepeatedConclusionBelongsToTheConnectionThereIs() {
        int cookie = induced(Pair.CALLER, 7, 0).cookie();
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO), 0);
        var connection = ((Output.Accepted) outputs.getLast()).connection();
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO), 1);
        assertThat(((Output.Known) outputs.getLast()).connection()).isSameAs(connection);
        assertThat(calls).hasSize(1);
        // A caller that comes back after the end is a new one.
        connection.handle(new SrtConnection.Input.Close(), 2, _ -> {});
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO), 3);
        assertThat(outputs.getLast()).isInstanceOf(Output.Accepted.class);
    }

    @Test
    void turnsAwayWhatItCannotServe() {
        int cookie = induced(Pair.CALLER, 7, 0).cookie();
        conclude(Pair.CALLER, 7, cookie, List.of(), 0);
        assertThat(refusal()).isEqualTo(Rejection.VERSION);
        conclude(Pair.CALLER, 7, cookie, List.of(new Hello(true, 0x010200, Agreement.FLAGS, 0, 0)), 0);
        assertThat(refusal()).isEqualTo(Rejection.VERSION);
        int stream = Agreement.FLAGS | HandshakeExtension.STREAM;
        conclude(Pair.CALLER, 7, cookie, List.of(new Hello(true, 0x010501, stream, 0, 0)), 0);
        assertThat(refusal()).isEqualTo(Rejection.MESSAGE_API);
        conclude(Pair.CALLER, 7, cookie, List.of(HELLO, new Congestion("file")), 0);
        assertThat(refusal()).isEqualTo(Rejection.CONGESTION);
        assertThat(calls).isEmpty();
    }

    @Test
    void holdsNoMoreThanSoManyThatHaveNotSpoken() {
        for (int id = 1; id <= SrtListener.MAX_HALF_OPEN_PER_ADDRESS + 1; id++)
            conclude(Pair.CALLER, id, induced(Pair.CALLER, id, 0).cookie(), List.of(HELLO), 0);
        assertThat(refusal()).isEqualTo(Rejection.BACKLOG);
        var first = outputs.stream()
                .filter(Output.Accepted.class::isInstance)
                .map(output -> ((Output.Accepted) output).connection())
                .findFirst()
                .orElseThrow();
        var spoken = new SrtPacket.KeepAlive(0, first.socketId()).write();
        first.handle(new SrtConnection.Input.Datagram(spoken), 0, _ -> {});
        conclude(Pair.CALLER, 99, induced(Pair.CALLER, 99, 0).cookie(), List.of(HELLO), 0);
        assertThat(outputs.getLast()).isInstanceOf(Output.Accepted.class);
    }

    @Test
    void aCallersKeyIsMadeElsewhereAndOnlyThatCallerWaits() {
        var locked = locked();
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        var work = ((Output.Derive) outputs.getLast()).work();
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        assertThat(outputs.getLast()).isEqualTo(new Output.Discarded("srt-handshake-again"));
        outputs.clear();
        locked.derived(work.derive(), 0, outputs::add);
        assertThat(outputs).singleElement().isInstanceOf(Output.Accepted.class);
        locked.derived(work.derive(), 0, outputs::add);
        assertThat(outputs).hasSize(1);
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        assertThat(outputs.getLast()).isInstanceOf(Output.Known.class);
    }

    @Test
    void whoMayNotComeInAnyMoreWhenItsKeyIsThereIsTurnedAway() {
        var locked = locked();
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        var work = ((Output.Derive) outputs.getLast()).work();
        secretly = new Admission.Refuse(Rejection.NOT_FOUND);
        locked.derived(work.derive(), 0, outputs::add);
        assertThat(refusal()).isEqualTo(Rejection.NOT_FOUND);
    }

    @Test
    void aWrongPassphraseIsFoundOutOnlyWhenItsKeyIsThere() {
        var locked = locked();
        concludeEncrypted(locked, Pair.CALLER, 7, new SrtSecret("not at all the right one"));
        locked.derived(((Output.Derive) outputs.getLast()).work().derive(), 0, outputs::add);
        assertThat(refusal()).isEqualTo(Rejection.BAD_SECRET);
    }

    @Test
    void whoWaitsForAKeyThatCannotBeMadeIsTurnedAwayAndMayCallAgain() {
        var locked = locked();
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        var derive = outputs.getLast();
        locked.underived(((Output.Derive) derive).work(), outputs::add);
        assertThat(refusal()).isEqualTo(Rejection.INTERNAL);
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        assertThat(outputs.getLast()).isEqualTo(derive);
    }

    /// Two wait for the same key, and the first of them cannot be let in by a bug.
    @Test
    void nobodyGoesOnWaitingForAKeyThatIsThere() {
        var failing = new SrtListener(
                chance,
                () -> {
                    throw new IllegalStateException("of the test");
                },
                _ -> secretly);
        var keys = keys(Pair.CALLER, 7, SECRET);
        var both = new int[] {7, 8};
        for (int id : both) concludeWith(failing, Pair.CALLER, id, keys);
        var derive = outputs.getLast();
        var key = ((Output.Derive) derive).work().derive();
        assertThatThrownBy(() -> failing.derived(key, 0, outputs::add)).hasMessage("of the test");
        for (int id : both) {
            concludeWith(failing, Pair.CALLER, id, keys);
            assertThat(outputs.getLast()).isEqualTo(derive);
        }
    }

    /// Whatever the rest of the handshake says of encryption: what counts is whether there are keys.
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 4})
    void whoClaimsNoEncryptionIsNotLetInWhereThereIsAPassphrase(int saidLength) {
        var locked = locked();
        for (var keys : List.<List<HandshakeExtension>>of(
                List.of(HELLO),
                List.of(HELLO, new HandshakeExtension.Keys(true, Bytes.EMPTY)),
                List.of(HELLO, new HandshakeExtension.Keys(false, Bytes.hex("00000000"))))) {
            outputs.clear();
            int cookie = induced(locked, Pair.CALLER, 7, 0, saidLength).cookie();
            conclude(locked, Pair.CALLER, 7, cookie, saidLength, keys, 0);
            assertThat(outputs.getLast()).isInstanceOf(Output.Refused.class);
            assertThat(outputs).noneMatch(Output.Accepted.class::isInstance);
        }
    }

    /// Somebody on the way takes the keys out of a conclusion, and sends it before or after the whole one.
    @Test
    void aConclusionWithoutItsKeysDoesNotTakeThePlaceOfTheWholeOne() {
        var locked = locked();
        concludeEncrypted(locked, Pair.CALLER, 7, SECRET);
        var work = ((Output.Derive) outputs.getLast()).work();
        int cookie = induced(locked, Pair.CALLER, 7, 0).cookie();
        conclude(locked, Pair.CALLER, 7, cookie, List.of(HELLO), 0);
        assertThat(outputs.getLast()).isEqualTo(new Output.Discarded("srt-handshake-again"));
        outputs.clear();
        locked.derived(work.derive(), 0, outputs::add);
        var accepted = (Output.Accepted) outputs.getFirst();
        assertThat(accepted.call().encrypted()).isTrue();
    }

    /// A key that is said to be shorter than it is, and everything else that could be another.
    @Test
    void keysThatWereTamperedWithOpenNothing() {
        var secret = new SrtSecret(SECRET.passphrase(), 32);
        secretly = new Admission.Accept(Optional.of(secret), Duration.ofMillis(120));
        var keys = keys(Pair.CALLER, 7, secret).toArray();
        for (int at = 0; at < keys.length; at++) {
            // Neither which of two keys it is, nor what has no meaning yet, could make anything weaker; nor could the
            // first half of the salt, with which nothing is derived, but all packets are noise (§6.1.4, §6.2.2).
            if (at >= 3 && at <= 7 || at >= 10 && at <= 13 || at >= 16 && at <= 23) continue;
            for (int flip : at == 15 ? new int[] {4 ^ 8, 6 ^ 8, 8} : new int[] {1, 0x80}) {
                var tampered = keys.clone();
                tampered[at] ^= (byte) flip;
                assertThat(opens(tampered)).as("byte %d, %d", at, flip).isFalse();
            }
        }
        assertThat(opens(keys)).isTrue();
        assertThat(opens(Arrays.copyOf(keys, 56))).isFalse();
    }

    private boolean opens(byte[] keys) {
        var locked = locked();
        int cookie = induced(locked, Pair.CALLER, 7, 0).cookie();
        outputs.clear();
        conclude(locked, Pair.CALLER, 7, cookie, List.of(HELLO, new HandshakeExtension.Keys(true, Bytes.of(keys))), 0);
        if (outputs.getLast() instanceof Output.Derive(var work)) locked.derived(work.derive(), 0, outputs::add);
        return outputs.stream().anyMatch(Output.Accepted.class::isInstance);
    }

    @Test
    void whoeverCallsWithManyKeysWaitsForItsOwnAndNobodyElseDoes() {
        var locked = locked();
        for (int id = 1; id <= SrtListener.MAX_DERIVING_PER_ADDRESS; id++)
            concludeEncrypted(locked, Pair.CALLER, id, SECRET);
        var first = ((Output.Derive) outputs.get(1)).work();
        concludeEncrypted(locked, Pair.CALLER, 99, SECRET);
        assertThat(outputs.getLast()).isEqualTo(new Output.Discarded("srt-deriving"));
        concludeEncrypted(locked, TransportAddress.udp(new InetSocketAddress("10.0.0.2", 5001)), 1, SECRET);
        assertThat(outputs.getLast()).isInstanceOf(Output.Derive.class);
        locked.derived(first.derive(), 0, outputs::add);
        concludeEncrypted(locked, Pair.CALLER, 99, SECRET);
        assertThat(outputs.getLast()).isInstanceOf(Output.Derive.class);
    }

    @Test
    void nobodyMakesItDeriveMoreThanSoManyKeysAtATime() {
        var locked = locked();
        for (int i = 0; i <= SrtListener.MAX_DERIVING; i++)
            concludeEncrypted(locked, TransportAddress.udp(new InetSocketAddress("10.0.1." + i, 5001)), 1, SECRET);
        assertThat(outputs.stream().filter(Output.Derive.class::isInstance)).hasSize(SrtListener.MAX_DERIVING);
        assertThat(outputs.getLast()).isEqualTo(new Output.Discarded("srt-deriving"));
    }

    private SrtListener locked() {
        return new SrtListener(chance, () -> SrtConnection.socketId(chance), _ -> secretly);
    }

    private void concludeEncrypted(SrtListener at, TransportAddress from, int socketId, SrtSecret secret) {
        concludeWith(at, from, socketId, keys(from, socketId, secret));
    }

    private void concludeWith(SrtListener at, TransportAddress from, int socketId, Bytes keys) {
        int cookie = induced(at, from, socketId, 0).cookie();
        conclude(at, from, socketId, cookie, List.of(HELLO, new HandshakeExtension.Keys(true, keys)), 0);
    }

    private static Bytes keys(TransportAddress from, int socketId, SrtSecret secret) {
        var salt = Bytes.of(new byte[KeyMaterial.SALT_LENGTH - 4]);
        var own = new ByteWriter().bytes(salt).u32(from.hashCode() + socketId).toBytes();
        var wrap = new KeyDerivation(secret, own, secret.keyLength()).derive();
        return wrap.wrap(SrtPacket.Key.EVEN, new byte[secret.keyLength()]).write();
    }

    @Test
    void passesOverWhatIsForNobody() {
        listener.datagram(Pair.CALLER, LibsrtVectorsTest.DATA, 0, outputs::add);
        listener.datagram(Pair.CALLER, Bytes.EMPTY, 0, outputs::add);
        assertThat(outputs).containsExactly(new Output.Discarded("srt-nobody"), new Output.Discarded("srt-short"));
    }

    private Handshake induced(TransportAddress from, int socketId, long now) {
        return induced(listener, from, socketId, now);
    }

    private Handshake induced(SrtListener at, TransportAddress from, int socketId, long now) {
        return induced(at, from, socketId, now, 0);
    }

    /// @param encryption as the induction says it
    private Handshake induced(SrtListener at, TransportAddress from, int socketId, long now, int encryption) {
        var induction = new Handshake(
                4, encryption, 2, 1, 1500, 8192, Handshake.INDUCTION, socketId, 0, Agreement.NO_ADDRESS, List.of());
        at.datagram(from, new Shake(induction, 0, 0).write(), now, outputs::add);
        var answer = ((Output.Transmit) outputs.getLast()).datagram();
        return ((Shake) SrtPacket.parse(answer).orThrow()).handshake();
    }

    private void conclude(
            TransportAddress from, int socketId, int cookie, List<HandshakeExtension> extensions, long now) {
        conclude(listener, from, socketId, cookie, extensions, now);
    }

    private void conclude(
            SrtListener at,
            TransportAddress from,
            int socketId,
            int cookie,
            List<HandshakeExtension> extensions,
            long now) {
        conclude(at, from, socketId, cookie, 0, extensions, now);
    }

    /// @param encryption as the conclusion says it
    private void conclude(
            SrtListener at,
            TransportAddress from,
            int socketId,
            int cookie,
            int encryption,
            List<? extends HandshakeExtension> extensions,
            long now) {
        var conclusion = new Handshake(
                5,
                encryption,
                7,
                1,
                1500,
                8192,
                Handshake.CONCLUSION,
                socketId,
                cookie,
                Agreement.NO_ADDRESS,
                List.copyOf(extensions));
        at.datagram(from, new Shake(conclusion, 0, 0).write(), now, outputs::add);
    }

    private Rejection refusal() {
        return ((Output.Refused) outputs.getLast()).why();
    }

    private static TransportAddress address(int port) {
        return TransportAddress.udp(new InetSocketAddress(Pair.CALLER.socket().getAddress(), port));
    }
}
